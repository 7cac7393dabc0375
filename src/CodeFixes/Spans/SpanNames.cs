using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Generators.Common;

namespace TracedLlm.CodeFixes.Spans;

/// <summary>Makes variable names for spans. A name differs from all names in scope and from the names made before.</summary>
internal sealed class SpanNames(SemanticModel model)
{
    private readonly Dictionary<SyntaxNode, HashSet<string>> _taken = [];

    public string NameAt(SyntaxNode statement)
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
