using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>The values that ASP.NET Core passes to the handlers of traced routes.</summary>
internal static class RouteArguments
{
    private static readonly ImmutableHashSet<string> Bodies = ["System.IO.Stream", "System.IO.Pipelines.PipeReader", "System.Text.Json.JsonDocument", "Microsoft.AspNetCore.Http.IFormCollection"];

    /// <summary>The value of a parameter, if the function is a handler.</summary>
    public static FlowValue? Find(ValueFlow flow, CodePlace place, int ordinal) =>
        TracedCode.Get(flow.Code.Compilation)?.Endpoints(flow.Token).FirstOrDefault(endpoint => endpoint.Handler == place) is { } handled && ordinal < handled.Method.Parameters.Length
            ? Of(handled.Method.Parameters[ordinal], flow)
            : null;

    /// <summary>The arguments of a handler.</summary>
    public static Bindings Of(IMethodSymbol handler, ValueFlow flow)
    {
        var arguments = handler.Parameters.ToImmutableDictionary(static parameter => parameter.Ordinal, parameter => ImmutableArray.Create(Of(parameter, flow)));
        var type = handler.ContainingType is { IsAbstract: false } known ? known : null;
        return new Bindings(null, null, arguments.Add(ValueRoot.This, [FlowValue.At(new ValueRoot(RootKind.Unknown, Constant: type))]));
    }

    private static FlowValue Of(IParameterSymbol parameter, ValueFlow flow)
    {
        if (flow.Types.IsRequest(parameter.Type) || RequestModels.IsFromBody(parameter))
        {
            return FlowValue.Request;
        }

        var isBound = parameter.GetAttributes().IsEmpty
            && (NamedAccess.IsObject(parameter.Type, flow.Symbols)
                || MetadataNames.WithBasesOf(parameter.Type).Any(static type => Bodies.Contains(MetadataNames.FullName(type)))
                || RequestModels.IsBound(parameter, flow.Code, flow.Token));
        return isBound ? FlowValue.Request : FlowValue.Unknown.Then(PathSegment.Of(parameter, null));
    }
}
