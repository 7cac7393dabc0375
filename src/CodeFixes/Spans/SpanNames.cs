using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.CodeFixes.Spans;

/// <summary>Names for spans that have none: such as nothing in sight has, nor one that was given before.</summary>
internal sealed class SpanNames(SemanticModel model)
{
    private readonly Dictionary<SyntaxNode, HashSet<string>> _taken = [];

    public string At(SyntaxNode statement)
    {
        var scope = statement.FirstAncestorOrSelf<MemberDeclarationSyntax>()!.Parent!;
        if (!_taken.TryGetValue(scope, out var taken))
        {
            taken = [.. scope.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText)];
            _taken.Add(scope, taken);
        }

        taken.UnionWith(model.LookupSymbols(statement.SpanStart).Select(static symbol => symbol.Name));
        var name = Enumerable.Range(1, int.MaxValue).Select(static number => number == 1 ? "span" : $"span{number}").First(name => !taken.Contains(name));
        taken.Add(name);
        return name;
    }
}
