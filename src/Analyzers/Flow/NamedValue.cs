using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Flow;

/// <summary>A value of a JSON object or dictionary, read or written by a constant name.</summary>
/// <param name="Operation">The access.</param>
/// <param name="Owner">The object.</param>
/// <param name="Name">The name.</param>
/// <param name="NameOperation">The expression of the name.</param>
/// <param name="Written">The value that a method adds under the name.</param>
internal sealed record NamedValue(IOperation Operation, IOperation Owner, string Name, IOperation NameOperation, IOperation? Written)
{
    private static readonly ImmutableHashSet<string> Readers =
        ["GetProperty", "TryGetProperty", "TryGetPropertyValue", "TryGetValue", "GetValueOrDefault", "GetValue", "Value"];

    private static readonly ImmutableHashSet<string> Writers = ["Add", "TryAdd"];

    // Dictionaries in these namespaces are never a request body or a part of one.
    private static readonly ImmutableArray<string> Others = ["Microsoft.AspNetCore", "Microsoft.Extensions", "System.Net.Http"];

    public static NamedValue? Parse(IOperation operation, GatewaySymbols symbols) => operation switch
    {
        IPropertyReferenceOperation { Property.IsIndexer: true, Arguments.Length: 1, Instance: { } owner } indexer
            when NameIn(indexer.Arguments[0].Value) is { } name && IsObject(owner.Type, symbols) =>
            new(operation, owner, name, indexer.Arguments[0].Value, null),
        IInvocationOperation call when IsReaderOrWriter(call) => OfCall(call, symbols),
        _ => null,
    };

    /// <summary>Whether the code sets or adds the value here.</summary>
    public bool IsWrite => Written is not null || Operation.Parent is IAssignmentOperation assignment && assignment.Target == Operation;

    private static NamedValue? OfCall(IInvocationOperation call, GatewaySymbols symbols)
    {
        var isExtension = call.Instance is null && call.TargetMethod.IsExtensionMethod;
        var owner = call.Instance ?? (isExtension && call.Arguments.Length > 0 ? Unconverted(call.Arguments[0].Value) : null);
        var arguments = call.Arguments.OrderBy(static argument => argument.Parameter?.Ordinal ?? 0).Skip(isExtension ? 1 : 0).ToList();
        return owner is not null
            && arguments.Count > 0
            && NameIn(arguments[0].Value) is { } name
            && IsObject(owner.Type, symbols)
                ? new(call, owner, name, arguments[0].Value, Writers.Contains(call.TargetMethod.Name) && arguments.Count > 1 ? arguments[1].Value : null)
                : null;
    }

    private static bool IsReaderOrWriter(IInvocationOperation call) =>
        Readers.Contains(call.TargetMethod.Name) || Writers.Contains(call.TargetMethod.Name);

    private static string? NameIn(IOperation operation) => operation switch
    {
        { ConstantValue: { HasValue: true, Value: string text } } => text,
        IUtf8StringOperation utf8 => utf8.Value,
        IConversionOperation conversion => NameIn(conversion.Operand),
        _ => null,
    };

    private static IOperation Unconverted(IOperation operation) =>
        operation is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : operation;

    private static bool IsObject(ITypeSymbol? type, GatewaySymbols symbols) => type is not null
        && (GatewaySymbols.Same(type.OriginalDefinition, symbols.JsonElement)
            || MetadataNames.WithBasesOf(type).Any(one => IsJsonNode(one, symbols) || IsDictionary(one, symbols)) && !IsOther(type));

    private static bool IsJsonNode(ITypeSymbol type, GatewaySymbols symbols) =>
        GatewaySymbols.Same(type, symbols.JsonNode) || MetadataNames.Is(type, "Newtonsoft.Json.Linq.JToken");

    private static bool IsDictionary(ITypeSymbol type, GatewaySymbols symbols) =>
        type is INamedTypeSymbol { TypeArguments.Length: 2 } named
        && named.TypeArguments[0].SpecialType == SpecialType.System_String
        && (GatewaySymbols.Same(named.OriginalDefinition, symbols.DictionaryOf) || GatewaySymbols.Same(named.OriginalDefinition, symbols.ReadOnlyDictionaryOf));

    private static bool IsOther(ITypeSymbol type) =>
        type.ContainingNamespace?.ToDisplayString() is { } space && Others.Any(other => space == other || space.StartsWith(other + ".", StringComparison.Ordinal));
}
