using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Decides which routes a failure log is around. A filter on one controller, or a controller that is a filter itself, is not around the routes of others.</summary>
internal static class LogScope
{
    public static bool Covers(FailureEntry entry, CodePlace handler, TracedCode traced, CancellationToken cancellationToken)
    {
        if (entry.Method.ContainingType is not { } filter || filter.AllInterfaces.All(static one => one.Name != "IFilterMetadata"))
        {
            return true;
        }

        var endpoints = traced.Endpoints(cancellationToken);
        var covered = endpoints.Where(endpoint => IsOn(endpoint.Method, filter)).ToList();
        return covered.Count == 0 ? !IsOnAny(filter, traced) : covered.Exists(endpoint => endpoint.Handler == handler);
    }

    private static bool IsOn(IMethodSymbol action, INamedTypeSymbol filter) =>
        action.ContainingType is { } controller
        && (HasFilter(action, filter) || MetadataNames.WithBasesOf(controller).Any(type => HasFilter(type, filter) || GatewaySymbols.Same(type, filter)));

    // A filter that is on no controller may be registered for all.
    private static bool IsOnAny(INamedTypeSymbol filter, TracedCode traced) => Dispatch.TypesIn(traced.Code.Compilation.Assembly.GlobalNamespace)
        .Any(type => HasFilter(type, filter) || type.GetMembers().OfType<IMethodSymbol>().Any(method => HasFilter(method, filter)));

    // [FailureFilter], [TypeFilter(typeof(FailureFilter))], [TypeFilter<FailureFilter>]
    private static bool HasFilter(ISymbol symbol, INamedTypeSymbol filter) => symbol.GetAttributes().Any(attribute =>
        GatewaySymbols.Same(attribute.AttributeClass, filter)
        || attribute.ConstructorArguments.Any(argument => argument.Kind == TypedConstantKind.Type && GatewaySymbols.Same(argument.Value as ISymbol, filter))
        || attribute.AttributeClass is { TypeArguments.Length: > 0 } generic && generic.TypeArguments.Any(argument => GatewaySymbols.Same(argument, filter)));
}
