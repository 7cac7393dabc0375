using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Routes;

/// <summary>The types that a compilation registers as services. A handler receives them from the container, not from the request.</summary>
internal sealed class RegisteredServices
{
    private static readonly ImmutableArray<string> Names =
    [
        .. from verb in new[] { "Add", "TryAdd", "AddKeyed", "TryAddKeyed" }
           from lifetime in new[] { "Scoped", "Singleton", "Transient" }
           select verb + lifetime,
    ];

    private readonly HashSet<ITypeSymbol> _types = new(SymbolEqualityComparer.Default);

    public RegisteredServices(TracedCode code, CancellationToken cancellationToken)
    {
        foreach (var call in code.Code.Names.FilesWith(Names, cancellationToken).SelectMany(tree => Registrations(tree, cancellationToken)))
        {
            if (code.Code.ModelOf(call.SyntaxTree).GetOperation(call, cancellationToken) is IInvocationOperation { TargetMethod: { IsExtensionMethod: true } method } registration
                && (method.ReducedFrom ?? method).Parameters[0].Type.Name == "IServiceCollection")
            {
                _types.UnionWith(method.TypeArguments);
                _types.UnionWith(registration.Arguments.Select(static argument => argument.Value).OfType<ITypeOfOperation>().Select(static type => type.TypeOperand));
            }
        }
    }

    public bool Contains(ITypeSymbol type) => _types.Contains(type);

    private static IEnumerable<InvocationExpressionSyntax> Registrations(SyntaxTree tree, CancellationToken cancellationToken) =>
        from call in tree.GetRoot(cancellationToken).DescendantNodes().OfType<InvocationExpressionSyntax>()
        where call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name }
            && Names.Contains(name)
        select call;
}
