using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.CodeFixes.Metadata;

/// <summary>Exchanges the names of two fields, or the two sides of <c>??</c>, so that the code tries the other field first.</summary>
internal static class FieldOrder
{
    private const string Title = "Read \"litellm_metadata\" first";
    private const string Metadata = "metadata";
    private const string LiteLlmMetadata = "litellm_metadata";

    public static async Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic)
    {
        var document = context.Document;
        if (await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model)
        {
            return;
        }

        var names = diagnostic.AdditionalLocations
            .Where(location => location.SourceTree == root.SyntaxTree)
            .Select(location => root.FindNode(location.SourceSpan, getInnermostNodeForTie: true))
            .OfType<ExpressionSyntax>()
            .Distinct()
            .ToImmutableArray();
        if (names.Length == diagnostic.AdditionalLocations.Count && Exchange(names, model, context.CancellationToken) is { Count: > 0 } replacements)
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    Title,
                    _ => Task.FromResult(document.WithSyntaxRoot(root.ReplaceNodes(replacements.Keys, (node, _) => replacements[node].WithTriviaFrom(node)))),
                    equivalenceKey: NameLiteral.Key),
                diagnostic);
        }
    }

    private static Dictionary<SyntaxNode, SyntaxNode>? Exchange(ImmutableArray<ExpressionSyntax> names, SemanticModel model, CancellationToken cancellationToken)
    {
        var fields = names.Select(name => model.GetConstantValue(name, cancellationToken).Value as string ?? (name as LiteralExpressionSyntax)?.Token.Value as string).ToList();
        if (names.Length == 2 && Sides(names[0], names[1]) is var (left, right) && HasSameType(left, right, model, cancellationToken))
        {
            return new() { [left] = right, [right] = left };
        }

        return fields.TrueForAll(static field => field is Metadata or LiteLlmMetadata) && IsOneExpressionOrStatement(names)
            ? names.Zip(fields, static (name, field) => (name, field)).ToDictionary(
                static pair => (SyntaxNode)pair.name,
                static pair => (SyntaxNode)NameLiteral.Create(pair.field == Metadata ? LiteLlmMetadata : Metadata, pair.name))
            : null;
    }

    /// <summary>The sides of <c>??</c> with the names; <see langword="null"/> if no such expression has one name on each side.</summary>
    private static (ExpressionSyntax Left, ExpressionSyntax Right)? Sides(ExpressionSyntax one, ExpressionSyntax other)
    {
        foreach (var choice in one.Ancestors().OfType<BinaryExpressionSyntax>().Where(static choice => choice.IsKind(SyntaxKind.CoalesceExpression)))
        {
            var (first, second) = one.SpanStart < other.SpanStart ? (one, other) : (other, one);
            if (choice.Left.Contains(first) && choice.Right.Contains(second))
            {
                var right = choice.Right;
                while (right is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } next)
                {
                    right = next.Left.Contains(second) ? next.Left : next.Right;
                }

                return (choice.Left, right);
            }
        }

        return null;
    }

    private static bool HasSameType(ExpressionSyntax left, ExpressionSyntax right, SemanticModel model, CancellationToken cancellationToken) =>
        model.GetTypeInfo(left, cancellationToken).Type is { } type && SymbolEqualityComparer.Default.Equals(type, model.GetTypeInfo(right, cancellationToken).Type);

    // A name that stands in a declaration of its own may have other uses.
    private static bool IsOneExpressionOrStatement(ImmutableArray<ExpressionSyntax> names)
    {
        if (names.Select(static name => name.Ancestors().FirstOrDefault(static node => node is MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax)).Distinct().Count() > 1)
        {
            return false;
        }

        var declared = names.Select(static name => name.FirstAncestorOrSelf<VariableDeclaratorSyntax>()).OfType<VariableDeclaratorSyntax>().Distinct().ToList();
        return declared.Count <= 1;
    }
}
