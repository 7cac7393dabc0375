using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Generators.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Layers;

/// <summary>The methods of a library that may have facts, ordered by their documentation ids.</summary>
internal sealed class LayerMethods
{
    private LayerMethods(CompilationCode code, CancellationToken cancellationToken)
    {
        var visibility = new LayerVisibility(code.Compilation.Assembly);
        Methods =
        [
            .. from member in LayerCandidates.Find(code, cancellationToken)
               from method in MethodsOf(member, code, cancellationToken)
               let id = method.GetDocumentationCommentId()
               where id is not null
               let implemented = LayerVisibility.Implemented(method).Select(static one => one.GetDocumentationCommentId()).OfType<string>().Distinct().OrderBy(static one => one, StringComparer.Ordinal).ToImmutableArray()
               orderby id
               select new LayerMethod(method, Written(method, code), id, implemented, !implemented.IsEmpty || visibility.IsVisible(method)),
        ];
    }

    public ImmutableArray<LayerMethod> Methods { get; }

    public static LayerMethods Get(CompilationCode code, CancellationToken cancellationToken) =>
        code.Get(static (code, token) => new LayerMethods(code, token), cancellationToken);

    private static IMethodSymbol Written(IMethodSymbol method, CompilationCode code) =>
        method.IsPartialDefinition ? CoreMethods.Find(method, KnownSymbols.Get(code.Compilation)) ?? method : method;

    private static IEnumerable<IMethodSymbol> MethodsOf(MemberDeclarationSyntax member, CompilationCode code, CancellationToken cancellationToken) =>
        code.ModelOf(member.SyntaxTree).GetDeclaredSymbol(member, cancellationToken) switch
        {
            IMethodSymbol method when method.PartialDefinitionPart is null => [method],
            IPropertySymbol property => new[] { property.GetMethod, property.SetMethod }.OfType<IMethodSymbol>(),
            _ => [],
        };
}
