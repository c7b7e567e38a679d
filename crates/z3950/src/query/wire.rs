//! RPNQuery in BER, read and written without recursion.

use super::{Operand, Operator, Proximity, Rpn, RpnQuery};
use crate::ber::{Children, Element, Raw, Tag, Writer};
use crate::codec::{Content, Tagged, read_tagged};
use crate::expression::{Node, Step};
use crate::{DecodeError, Oid};

/// `op [0] Operand`
const OPERAND: Tag = Tag::context(0);
/// `rpnRpnOp [1] IMPLICIT SEQUENCE { rpn1, rpn2, op }`
const COMBINATION: Tag = Tag::context(1);
/// `Operator ::= [46] CHOICE`
const OPERATOR: Tag = Tag::context(46);
const PROXIMITY: Tag = Tag::context(3);

impl Content for RpnQuery {
    const TAG: Tag = Tag::SEQUENCE;

    fn read(element: &Element<'_>) -> Result<Self, DecodeError> {
        let (mut attribute_set, mut rpn, mut unknown) = (None, None, Vec::new());
        for part in element.children()? {
            match part.tag() {
                Tag::OBJECT_IDENTIFIER if attribute_set.is_none() => attribute_set = Some(part.oid()?),
                OPERAND | COMBINATION if rpn.is_none() => {
                    rpn = Some(read_structure(part).map_err(|error| error.within("rpn"))?);
                }
                _ => unknown.push(Raw::of(&part)),
            }
        }
        let rpn = rpn.ok_or_else(|| element.missing("rpn"))?;
        Ok(Self { attribute_set: attribute_set.unwrap_or(Oid::BIB1), rpn, unknown })
    }

    fn write(&self, writer: &mut Writer, tag: Tag) {
        writer.begin(tag);
        self.attribute_set.write_tagged(writer);
        for step in self.rpn.walk() {
            match step {
                Step::Open(_) => writer.begin(COMBINATION),
                Step::Leaf(operand) => {
                    writer.begin(OPERAND);
                    operand.write_tagged(writer);
                    writer.end();
                }
                Step::Between(_) => {}
                Step::Close(operator) => {
                    write_operator(operator, writer);
                    writer.end();
                }
            }
        }
        self.unknown.iter().for_each(|raw| writer.raw(raw));
        writer.end();
    }
}

/// A combination whose parts are still being read.
struct Open<'m> {
    element: Element<'m>,
    rest: Children<'m>,
    operands: usize,
}

fn read_structure(root: Element<'_>) -> Result<Rpn, DecodeError> {
    let mut nodes = Vec::new();
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut next = Some(root);
    loop {
        match next {
            Some(element) if element.tag() == COMBINATION => {
                open.push(Open { element, rest: element.children()?, operands: 0 });
            }
            Some(element) if element.tag() == OPERAND => {
                nodes.push(Node::Leaf(read_tagged::<Operand>(&element.only_child()?)?));
            }
            Some(element) if element.tag() == OPERATOR => {
                let combination = open.pop().filter(|open| open.operands == 2).ok_or_else(|| element.unexpected())?;
                close(&combination, combination.rest.clone())?;
                nodes.push(Node::Operator(read_operator(&element)?));
            }
            Some(element) => return Err(element.unexpected()),
            None => {
                let combination = open.last().map_or(root, |open| open.element);
                return Err(combination.missing("op"));
            }
        }
        let Some(combination) = open.last_mut() else { break };
        next = combination.rest.next();
        combination.operands += usize::from(next.is_some_and(|next| next.tag() != OPERATOR));
    }
    Rpn::from_postfix(nodes).ok_or_else(|| root.wants("a query in which every operator has two operands"))
}

/// Nothing may follow the operator of a combination.
fn close(combination: &Open<'_>, mut rest: Children<'_>) -> Result<(), DecodeError> {
    match rest.next() {
        Some(_) => Err(combination.element.wants("two operands and an operator")),
        None => Ok(()),
    }
}

fn read_operator(element: &Element<'_>) -> Result<Operator, DecodeError> {
    let inner = element.only_child()?;
    Ok(match inner.tag() {
        tag if tag == Tag::context(0) => Operator::And,
        tag if tag == Tag::context(1) => Operator::Or,
        tag if tag == Tag::context(2) => Operator::AndNot,
        PROXIMITY => Operator::Proximity(Proximity::read(&inner).map_err(|error| error.within("prox"))?),
        _ => Operator::Other(Raw::of(&inner)),
    })
}

fn write_operator(operator: &Operator, writer: &mut Writer) {
    writer.begin(OPERATOR);
    match operator {
        Operator::And => writer.null(Tag::context(0)),
        Operator::Or => writer.null(Tag::context(1)),
        Operator::AndNot => writer.null(Tag::context(2)),
        Operator::Proximity(proximity) => proximity.write(writer, PROXIMITY),
        Operator::Other(raw) => writer.raw(raw),
    }
    writer.end();
}
