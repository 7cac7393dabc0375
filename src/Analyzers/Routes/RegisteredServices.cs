using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Routes;

/// <summary>The types that a compilation registers as services. A handler receives them from the container, not from the request.</summary>
internal sealed class RegisteredServices
{
    private readonly HashSet<ITypeSymbol> _types = new(SymbolEqualityComparer.Default);

    public RegisteredServices(TracedCode code)
    {
        foreach (var call in code.Code.Compilation.SyntaxTrees.SelectMany(Registrations))
        {
            if (code.Code.ModelOf(call.SyntaxTree).GetOperation(call) is IInvocationOperation { TargetMethod: { IsExtensionMethod: true } method } registration
                && (method.ReducedFrom ?? method).Parameters[0].Type.Name == "IServiceCollection")
            {
                _types.UnionWith(method.TypeArguments);
                _types.UnionWith(registration.Arguments.Select(static argument => argument.Value).OfType<ITypeOfOperation>().Select(static type => type.TypeOperand));
            }
        }
    }

    public bool Contains(ITypeSymbol type) => _types.Contains(type);

    private static IEnumerable<InvocationExpressionSyntax> Registrations(SyntaxTree tree) =>
        from call in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
        where call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name }
            && (name.StartsWith("Add", StringComparison.Ordinal) || name.StartsWith("TryAdd", StringComparison.Ordinal))
            && (name.EndsWith("Scoped", StringComparison.Ordinal) || name.EndsWith("Singleton", StringComparison.Ordinal) || name.EndsWith("Transient", StringComparison.Ordinal))
        select call;
}
