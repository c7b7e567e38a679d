//! Trees of operators in one flat vector, so that no query, however deep, costs stack.

/// Leaves joined by operators of two operands, in postfix order: `a b and` for "a and b".
///
/// There is always at least one leaf, and every operator has its two operands before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression<L, O> {
    nodes: Vec<Node<L, O>>,
}

/// A leaf or an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node<L, O> {
    /// An operand.
    Leaf(L),
    /// Joins the two operands before it.
    Operator(O),
}

/// A step of a walk from left to right, operators before and after their operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a, L, O> {
    /// The operands of this operator follow.
    Open(&'a O),
    /// An operand.
    Leaf(&'a L),
    /// The left operand of this operator is complete.
    Between(&'a O),
    /// Both operands of this operator are complete.
    Close(&'a O),
}

impl<L, O> Expression<L, O> {
    /// A single operand.
    #[must_use]
    pub fn leaf(leaf: L) -> Self {
        Self { nodes: vec![Node::Leaf(leaf)] }
    }

    /// Two expressions joined.
    #[must_use]
    pub fn join(mut self, operator: O, right: Self) -> Self {
        self.nodes.extend(right.nodes);
        self.nodes.push(Node::Operator(operator));
        self
    }

    /// The nodes, if they are one complete expression in postfix order.
    #[must_use]
    pub fn from_postfix(nodes: Vec<Node<L, O>>) -> Option<Self> {
        let mut operands = 0_usize;
        for node in &nodes {
            operands = match node {
                Node::Leaf(_) => operands + 1,
                Node::Operator(_) => operands.checked_sub(1).filter(|&left| left > 0)?,
            };
        }
        (operands == 1).then_some(Self { nodes })
    }

    /// The nodes in postfix order.
    #[must_use]
    pub fn nodes(&self) -> &[Node<L, O>] {
        &self.nodes
    }

    /// How many operators there are.
    #[must_use]
    pub fn operators(&self) -> usize {
        self.nodes.len() / 2
    }

    /// The operands from left to right.
    pub fn leaves(&self) -> impl Iterator<Item = &L> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Leaf(leaf) => Some(leaf),
            Node::Operator(_) => None,
        })
    }

    /// Works the expression out: `leaf` gives the value of an operand, `join` that of two values under an operator.
    ///
    /// # Errors
    /// The first error of `leaf` or `join`.
    pub fn fold<T, E>(
        &self,
        mut leaf: impl FnMut(&L) -> Result<T, E>,
        mut join: impl FnMut(&O, T, T) -> Result<T, E>,
    ) -> Result<Option<T>, E> {
        let mut values = Vec::new();
        for node in &self.nodes {
            let value = match node {
                Node::Leaf(operand) => leaf(operand)?,
                Node::Operator(operator) => {
                    let (Some(right), Some(left)) = (values.pop(), values.pop()) else { return Ok(None) };
                    join(operator, left, right)?
                }
            };
            values.push(value);
        }
        Ok(values.pop())
    }

    /// The same tree with other leaves and operators.
    ///
    /// # Errors
    /// The first error of `leaf` or `operator`.
    pub fn try_map<M, P, E>(
        &self,
        mut leaf: impl FnMut(&L) -> Result<M, E>,
        mut operator: impl FnMut(&O) -> Result<P, E>,
    ) -> Result<Expression<M, P>, E> {
        let map = |node: &Node<L, O>| match node {
            Node::Leaf(operand) => leaf(operand).map(Node::Leaf),
            Node::Operator(joins) => operator(joins).map(Node::Operator),
        };
        Ok(Expression { nodes: self.nodes.iter().map(map).collect::<Result<_, _>>()? })
    }

    /// The expression from left to right, as one would print it.
    #[must_use]
    pub fn walk(&self) -> Vec<Step<'_, L, O>> {
        let sizes = self.sizes();
        let mut steps = Vec::with_capacity(self.nodes.len() * 2);
        let mut tasks = vec![Task::Node(self.nodes.len().saturating_sub(1))];
        while let Some(task) = tasks.pop() {
            let place = match task {
                Task::Step(step) => {
                    steps.push(step);
                    continue;
                }
                Task::Node(place) => place,
            };
            match self.nodes.get(place) {
                Some(Node::Leaf(leaf)) => steps.push(Step::Leaf(leaf)),
                Some(Node::Operator(operator)) => {
                    let right = place.saturating_sub(1);
                    let left = right.saturating_sub(sizes.get(right).copied().unwrap_or_default());
                    steps.push(Step::Open(operator));
                    tasks.push(Task::Step(Step::Close(operator)));
                    tasks.push(Task::Node(right));
                    tasks.push(Task::Step(Step::Between(operator)));
                    tasks.push(Task::Node(left));
                }
                None => {}
            }
        }
        steps
    }

    /// How many nodes belong to the expression that ends at each node.
    fn sizes(&self) -> Vec<usize> {
        let mut sizes = Vec::with_capacity(self.nodes.len());
        let mut operands = Vec::new();
        for node in &self.nodes {
            let size = match node {
                Node::Leaf(_) => 1,
                Node::Operator(_) => 1_usize + operands.pop().unwrap_or(0) + operands.pop().unwrap_or(0),
            };
            operands.push(size);
            sizes.push(size);
        }
        sizes
    }
}

enum Task<'a, L, O> {
    Node(usize),
    Step(Step<'a, L, O>),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(name: &str) -> Expression<String, char> {
        Expression::leaf(name.to_owned())
    }

    fn printed(expression: &Expression<String, char>) -> String {
        let print = |step| match step {
            Step::Open(_) => "(".to_owned(),
            Step::Leaf(leaf) => String::clone(leaf),
            Step::Between(operator) => format!(" {operator} "),
            Step::Close(_) => ")".to_owned(),
        };
        expression.walk().into_iter().map(print).collect()
    }

    #[test]
    fn a_walk_goes_from_left_to_right() {
        let expression = leaf("a").join('&', leaf("b")).join('|', leaf("c").join('!', leaf("d")));
        assert_eq!(printed(&expression), "((a & b) | (c ! d))");
        assert_eq!(expression.operators(), 3);
        assert_eq!(expression.leaves().cloned().collect::<String>(), "abcd");
    }

    #[test]
    fn folding_sees_operands_in_order() {
        let expression = leaf("9").join('-', leaf("4")).join('-', leaf("2"));
        let value = expression.fold(|leaf| leaf.parse::<i64>(), |_, left, right| Ok(left - right));
        assert_eq!(value.unwrap(), Some(3));
    }

    #[test]
    fn nodes_that_are_not_one_expression_are_refused() {
        let (a, op) = (|| Node::Leaf("a"), || Node::Operator('&'));
        assert!(Expression::from_postfix(vec![a(), a(), op()]).is_some());
        for nodes in [vec![], vec![op()], vec![a(), a()], vec![a(), op(), a()]] {
            assert!(Expression::from_postfix(nodes).is_none());
        }
    }
}
