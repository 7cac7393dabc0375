using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>Adds a type to a test of an exception's type.</summary>
internal static class TypeTests
{
    /// <summary>The whole test around <paramref name="node"/>; <see langword="null"/> where it is an arm of a <c>switch</c>.</summary>
    public static ExpressionSyntax? Around(SyntaxNode node) =>
        node.AncestorsAndSelf().FirstOrDefault(static one => one is IsPatternExpressionSyntax or SwitchExpressionArmSyntax or SwitchLabelSyntax or StatementSyntax || one.IsKind(SyntaxKind.IsExpression)) as ExpressionSyntax;

    /// <summary><c>e is A</c> → <c>e is A or B</c>; <see langword="null"/> for a test whose variable would not be set any more.</summary>
    public static ExpressionSyntax? Widen(ExpressionSyntax test, string type) => test switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.IsExpression } @is => Parse($"{@is.Left} is {@is.Right} or {type}", test),
        IsPatternExpressionSyntax pattern when pattern.Pattern.DescendantNodesAndSelf().Any(static part => part is VariableDesignationSyntax) => null,
        IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax not } pattern => Parse($"{pattern.Expression} is not ({Plain(not.Pattern)} or {type})", test),
        IsPatternExpressionSyntax pattern => Parse($"{pattern.Expression} is {pattern.Pattern} or {type}", test),
        _ => null,
    };

    public static ExpressionSyntax Parse(string expression, ExpressionSyntax replaced) => SyntaxFactory.ParseExpression(expression).WithTriviaFrom(replaced);

    private static PatternSyntax Plain(PatternSyntax pattern) => pattern is ParenthesizedPatternSyntax parenthesized ? parenthesized.Pattern : pattern;
}
