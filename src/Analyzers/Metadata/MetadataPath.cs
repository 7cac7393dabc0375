using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Flow.Values;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>A path of names that code passes to a method of the gateway: <c>body.Text("metadata", "session_id")</c>.</summary>
internal static class MetadataPath
{
    private static readonly ImmutableHashSet<string> Json =
        ["System.Text.Json.JsonElement", "System.Text.Json.JsonDocument", "System.Text.Json.Nodes.JsonNode", "Newtonsoft.Json.Linq.JToken"];

    /// <summary>The argument behind the name of a metadata field; <see langword="null"/> if the call has none.</summary>
    public static ExpressionSyntax? KeyIn(InvocationExpressionSyntax call)
    {
        var arguments = call.ArgumentList.Arguments;
        for (var i = 0; i + 1 < arguments.Count && i < 2; i++)
        {
            if (arguments[i].Expression is LiteralExpressionSyntax { Token.Value: string text } && MetadataFields.Named(text) is not null)
            {
                return arguments[i + 1].Expression;
            }
        }

        return null;
    }

    /// <summary>Whether traced code passes the path, together with the JSON to read, as the elements of one list.</summary>
    public static bool IsPath(InvocationExpressionSyntax call, SemanticModel model, TracedCode code, CancellationToken cancellationToken) =>
        model.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol { Parameters: { Length: > 0 } parameters } method
        && parameters[parameters.Length - 1] is { IsParams: true, Type: IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_String } or INamedTypeSymbol { TypeArguments.Length: 1 } }
        && (IsJson(method.ReducedFrom?.Parameters[0].Type) || IsJson(parameters[0].Type))
        && call.ArgumentList.Arguments[0].Expression is var first
        && (parameters.Length == 1 || first is not LiteralExpressionSyntax)
        && code.FunctionOf(call, cancellationToken) is { } function
        && code.Reached(cancellationToken).Contains(function);

    private static bool IsJson(ITypeSymbol? type) => type is not null && MetadataNames.WithBasesOf(type).Any(static one => Json.Contains(MetadataNames.FullName(one)));
}
