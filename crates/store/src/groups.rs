//! Libraries within an institution, and institutions that belong together.

use std::collections::BTreeMap;

use sqlx::FromRow;
use sqlx::Row as _;

use crate::db::Row;
use crate::error::changed;
use crate::{Error, GroupId, Libraries, LibraryId, Millis};

/// A library within an institution, learnt from the items of its records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// Its code in the library system.
    pub code: String,
    /// As staff call it; `None`: nobody has said.
    pub name: Option<String>,
    /// When an item named it first.
    pub first_seen_at: Millis,
    /// Items that it has now.
    pub items: i64,
}

/// Member libraries that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryGroup {
    /// The row's number.
    pub id: GroupId,
    /// Unique.
    pub name: String,
    /// Its members, in the order of their numbers.
    pub members: Vec<LibraryId>,
}

impl Libraries<'_> {
    /// The branches of a library, by code.
    pub async fn branches(&self, library: LibraryId) -> Result<Vec<Branch>, Error> {
        let branches = sqlx::query_as(
            "SELECT b.code, b.name, b.first_seen_at,
                    (SELECT COUNT(*) FROM item i WHERE i.library_id = b.library_id AND i.branch = b.code) AS items
             FROM branch b WHERE b.library_id = $1 ORDER BY b.code",
        );
        Ok(branches.bind(library).fetch_all(self.db.reader()).await?)
    }

    /// The names of a library's branches, by code; those without a name are not there.
    pub async fn branch_names(&self, library: LibraryId) -> Result<BTreeMap<String, String>, Error> {
        let names = sqlx::query_as("SELECT code, name FROM branch WHERE library_id = $1 AND name IS NOT NULL");
        let names: Vec<(String, String)> = names.bind(library).fetch_all(self.db.reader()).await?;
        Ok(names.into_iter().collect())
    }

    /// Gives a branch a name, or takes it away.
    ///
    /// # Errors
    /// [`Error::NotFound`] when no item of the library has named such a branch.
    pub async fn name_branch(&self, library: LibraryId, code: &str, name: Option<&str>) -> Result<(), Error> {
        let done = sqlx::query("UPDATE branch SET name = $3 WHERE library_id = $1 AND code = $2");
        let done = done.bind(library).bind(code).bind(name).execute(self.db.writer()).await?;
        changed(done.rows_affected(), "branch")
    }

    /// All groups, by name.
    pub async fn groups(&self) -> Result<Vec<LibraryGroup>, Error> {
        let rows: Vec<(GroupId, String, Option<LibraryId>)> = sqlx::query_as(
            "SELECT g.id, g.name, m.library_id FROM library_group g
             LEFT JOIN library_group_member m ON m.group_id = g.id ORDER BY g.name, g.id, m.library_id",
        )
        .fetch_all(self.db.reader())
        .await?;
        let mut groups: Vec<LibraryGroup> = Vec::new();
        for (id, name, member) in rows {
            match groups.last_mut() {
                Some(group) if group.id == id => group.members.extend(member),
                _ => groups.push(LibraryGroup { id, name, members: member.into_iter().collect() }),
            }
        }
        Ok(groups)
    }

    /// Makes a group, or gives the one of this name these members.
    ///
    /// # Errors
    /// [`Error::Conflict`] when a member is not there.
    pub async fn put_group(&self, name: &str, members: &[LibraryId], at: Millis) -> Result<GroupId, Error> {
        let mut tx = self.db.begin().await?;
        let id: GroupId = sqlx::query_scalar(
            "INSERT INTO library_group (name, created_at) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id",
        )
        .bind(name)
        .bind(at)
        .fetch_one(&mut *tx)
        .await?;
        sqlx::query("DELETE FROM library_group_member WHERE group_id = $1").bind(id).execute(&mut *tx).await?;
        for member in members {
            let insert = "INSERT INTO library_group_member (group_id, library_id) VALUES ($1, $2)
                          ON CONFLICT (group_id, library_id) DO NOTHING";
            sqlx::query(insert).bind(id).bind(*member).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(id)
    }

    /// Takes a group away; its members stay.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove_group(&self, id: GroupId) -> Result<(), Error> {
        let done = sqlx::query("DELETE FROM library_group WHERE id = $1").bind(id).execute(self.db.writer()).await?;
        changed(done.rows_affected(), "group")
    }
}

impl FromRow<'_, Row> for Branch {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        Ok(Self {
            code: row.try_get("code")?,
            name: row.try_get("name")?,
            first_seen_at: row.try_get("first_seen_at")?,
            items: row.try_get("items")?,
        })
    }
}
