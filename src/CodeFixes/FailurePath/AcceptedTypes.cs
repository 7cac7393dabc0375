using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>Adds types to whatever tests the type of an exception: an expression, a case, an arm, a catch clause.</summary>
internal static class AcceptedTypes
{
    /// <summary>The whole test at a place; <see langword="null"/> if it has a form that cannot be extended.</summary>
    public static SyntaxNode? TestAt(SyntaxNode place) => place.AncestorsAndSelf()
        .TakeWhile(static node => node is not (StatementSyntax or MemberDeclarationSyntax) || node is SwitchStatementSyntax)
        .FirstOrDefault(static node => node is IsPatternExpressionSyntax or SwitchLabelSyntax or SwitchExpressionArmSyntax or CatchClauseSyntax
            || node.IsKind(SyntaxKind.IsExpression) || IsComparison(node));

    /// <summary>The test with more types; <see langword="null"/> if it cannot be extended.</summary>
    public static SyntaxNode? Widen(SyntaxNode test, IReadOnlyList<string> types)
    {
        var type = string.Join(" or ", types);
        return test switch
        {
            CatchClauseSyntax clause => Widen(clause, type),
            CaseSwitchLabelSyntax label => SyntaxFactory.CasePatternSwitchLabel(label.Keyword.WithTrailingTrivia(SyntaxFactory.Space), Pattern($"{label.Value} or {type}"), whenClause: null, label.ColonToken),
            CasePatternSwitchLabelSyntax label => CanExtend(label.Pattern) && label.WhenClause is null ? label.WithPattern(Pattern($"{label.Pattern} or {type}").WithTriviaFrom(label.Pattern)) : null,
            SwitchExpressionArmSyntax arm => CanExtend(arm.Pattern) && arm.WhenClause is null ? arm.WithPattern(Pattern($"{arm.Pattern} or {type}").WithTriviaFrom(arm.Pattern)) : null,
            ExpressionSyntax expression => IsComparison(expression) ? Compare(expression, type) : TypeTests.Widen(expression, type),
            _ => null,
        };
    }

    private static bool CanExtend(PatternSyntax pattern) =>
        !TypeTests.HasNot(pattern) && !pattern.DescendantNodesAndSelf().Any(static part => part is VariableDesignationSyntax and not DiscardDesignationSyntax);

    private static PatternSyntax Pattern(string pattern) => ((IsPatternExpressionSyntax)SyntaxFactory.ParseExpression($"x is {pattern}")).Pattern;

    // catch (A e) → catch (Exception e) when (e is A or B)
    private static CatchClauseSyntax? Widen(CatchClauseSyntax clause, string type)
    {
        if (clause.Declaration is not { } declared)
        {
            return null;
        }

        var name = declared.Identifier.IsKind(SyntaxKind.None) ? RecordedCatch.FreeName(clause) : declared.Identifier.ValueText;
        var condition = clause.Filter is { FilterExpression: var filter } ? $"({name} is {declared.Type} && {Grouped(filter)}) || {name} is {type}" : $"{name} is {declared.Type} or {type}";
        return clause
            .WithDeclaration(SyntaxFactory.CatchDeclaration(
                    SyntaxFactory.ParseTypeName("global::System.Exception").WithTrailingTrivia(SyntaxFactory.Space).WithAdditionalAnnotations(Simplifier.Annotation),
                    SyntaxFactory.Identifier(name))
                .WithTrailingTrivia(SyntaxFactory.Space))
            .WithFilter(SyntaxFactory.CatchFilterClause(SyntaxFactory.ParseExpression(condition))
                .WithWhenKeyword(SyntaxFactory.Token(SyntaxKind.WhenKeyword).WithTrailingTrivia(SyntaxFactory.Space))
                .WithTrailingTrivia(clause.Filter?.GetTrailingTrivia() ?? declared.GetTrailingTrivia()));
    }

    private static string Grouped(ExpressionSyntax filter) => filter.IsKind(SyntaxKind.LogicalOrExpression) ? $"({filter})" : filter.ToString();

    // e.GetType() == typeof(A), typeof(A).IsInstanceOfType(e)
    private static bool IsComparison(SyntaxNode node) => Exception(node) is not null;

    private static ExpressionSyntax Compare(ExpressionSyntax test, string type) => TypeTests.Parse($"({test} || {Exception(test)} is {type})", test);

    private static ExpressionSyntax? Exception(SyntaxNode node) => node switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } comparison => TypeOf(comparison.Left) ?? TypeOf(comparison.Right),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: TypeOfExpressionSyntax, Name.Identifier.ValueText: "IsInstanceOfType" }, ArgumentList.Arguments: { Count: 1 } arguments } => arguments[0].Expression,
        _ => null,
    };

    private static ExpressionSyntax? TypeOf(ExpressionSyntax side) => side switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var exception, Name.Identifier.ValueText: "GetType" }, ArgumentList.Arguments.Count: 0 } => exception,
        MemberAccessExpressionSyntax { Expression: InvocationExpressionSyntax inner, Name.Identifier.ValueText: "Name" or "FullName" } => TypeOf(inner),
        _ => null,
    };
}
