using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Routes;

/// <summary>How a compilation uses a method.</summary>
internal static class MethodUses
{
    /// <summary>Whether the code names a method, or a method that it overrides or implements, without a call, so the receiver may map it.</summary>
    public static bool IsHandedOn(IMethodSymbol method, TracedCode code, CancellationToken cancellationToken)
    {
        var names = Contracts(method).Add(method);
        foreach (var tree in code.Code.Names.FilesWith([method.Name], cancellationToken))
        {
            var references = tree.GetRoot(cancellationToken).DescendantNodes().OfType<SimpleNameSyntax>()
                .Where(name => name.Identifier.ValueText == method.Name && !IsCalled(name));
            if (references.Any(name => Symbols(code.Code.ModelOf(tree).GetSymbolInfo(name, cancellationToken)).Any(named => names.Any(one => GatewaySymbols.Same(one, named)))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The methods that a method overrides or implements.</summary>
    public static ImmutableArray<IMethodSymbol> Contracts(IMethodSymbol method)
    {
        var contracts = ImmutableArray.CreateBuilder<IMethodSymbol>();
        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            contracts.Add(overridden.OriginalDefinition);
        }

        contracts.AddRange(
            from @interface in method.ContainingType.AllInterfaces
            from member in @interface.GetMembers().OfType<IMethodSymbol>()
            where GatewaySymbols.Same(method.ContainingType.FindImplementationForInterfaceMember(member), method)
            select member.OriginalDefinition);
        return contracts.ToImmutable();
    }

    private static IEnumerable<ISymbol?> Symbols(SymbolInfo info) => info.Symbol is { } symbol ? [symbol.OriginalDefinition] : info.CandidateSymbols.Select(static one => one.OriginalDefinition);

    private static bool IsCalled(SimpleNameSyntax name)
    {
        ExpressionSyntax expression = name.Parent switch
        {
            MemberAccessExpressionSyntax member when member.Name == name => member,
            MemberBindingExpressionSyntax binding => binding,
            _ => name,
        };
        return expression.Parent is InvocationExpressionSyntax
            || expression.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } };
    }
}
