using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>Adds a type to a test of an exception's type.</summary>
internal static class TypeTests
{
    /// <summary>The whole test around <paramref name="node"/>; <see langword="null"/> for an arm of a <c>switch</c>.</summary>
    public static ExpressionSyntax? Around(SyntaxNode node) =>
        node.AncestorsAndSelf().FirstOrDefault(static one => one is IsPatternExpressionSyntax or SwitchExpressionArmSyntax or SwitchLabelSyntax or StatementSyntax || one.IsKind(SyntaxKind.IsExpression)) as ExpressionSyntax;

    /// <summary><c>e is A</c> → <c>e is A or B</c>; <see langword="null"/> if the test would no longer assign its variable, or if the test cannot be extended.</summary>
    public static ExpressionSyntax? Widen(ExpressionSyntax test, string type) => test switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.IsExpression } @is => Parse($"{@is.Left} is {@is.Right} or {type}", test),
        IsPatternExpressionSyntax pattern when pattern.Pattern.DescendantNodesAndSelf().Any(static part => part is VariableDesignationSyntax) => null,
        IsPatternExpressionSyntax pattern when Refused(pattern.Pattern) is { } refused => Parse($"{pattern.Expression} is not ({string.Join(" or ", refused)} or {type})", test),
        IsPatternExpressionSyntax pattern when HasNot(pattern.Pattern) => null,
        IsPatternExpressionSyntax pattern => Parse($"{pattern.Expression} is {pattern.Pattern} or {type}", test),
        _ => null,
    };

    public static ExpressionSyntax Parse(string expression, ExpressionSyntax replaced) => SyntaxFactory.ParseExpression(expression).WithTriviaFrom(replaced);

    /// <summary>Whether a pattern contains <c>not</c>, so that one more type may change its meaning.</summary>
    public static bool HasNot(PatternSyntax pattern) => pattern.DescendantNodesAndSelf().Any(static part => part is UnaryPatternSyntax);

    // not A and not (B or C) → A, B or C
    private static IEnumerable<string>? Refused(PatternSyntax pattern) => pattern switch
    {
        ParenthesizedPatternSyntax parenthesized => Refused(parenthesized.Pattern),
        UnaryPatternSyntax not when !HasNot(not.Pattern) => [Plain(not.Pattern).ToString()],
        BinaryPatternSyntax { RawKind: (int)SyntaxKind.AndPattern } both when Refused(both.Left) is { } left && Refused(both.Right) is { } right => left.Concat(right),
        _ => null,
    };

    private static PatternSyntax Plain(PatternSyntax pattern) => pattern is ParenthesizedPatternSyntax parenthesized ? parenthesized.Pattern : pattern;
}
