using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>A value of a JSON object or dictionary, read or written by its name.</summary>
/// <param name="Operation">The access.</param>
/// <param name="Owner">The object.</param>
/// <param name="NameOperation">The expression of the name, or of a path of names.</param>
/// <param name="IsPath">Whether the text is a path: <c>SelectToken("metadata.session_id")</c>.</param>
/// <param name="Written">The value that a method adds under the name.</param>
internal sealed record NamedAccess(IOperation Operation, IOperation Owner, IOperation NameOperation, bool IsPath, IOperation? Written)
{
    private static readonly ImmutableHashSet<string> Readers =
        ["GetProperty", "TryGetProperty", "TryGetPropertyValue", "TryGetValue", "GetValueOrDefault", "GetValue", "Value", "Property"];

    private static readonly ImmutableHashSet<string> PathReaders = ["SelectToken", "SelectTokens"];

    private static readonly ImmutableHashSet<string> Writers = ["Add", "TryAdd"];

    // Dictionaries in these namespaces are never a request body or a part of one. A form is.
    private static readonly ImmutableArray<string> Others = ["Microsoft.AspNetCore", "Microsoft.Extensions", "System.Net.Http"];

    private const string Form = "Microsoft.AspNetCore.Http.IFormCollection";

    /// <summary>The name, if it is constant.</summary>
    public string? Name => NameIn(NameOperation);

    /// <summary>Whether the code sets or adds the value here.</summary>
    public bool IsWrite => Written is not null || (Operation.Parent is IAssignmentOperation assignment && assignment.Target == Operation);

    public static NamedAccess? Parse(IOperation operation, GatewaySymbols symbols) => operation switch
    {
        IPropertyReferenceOperation { Property.IsIndexer: true, Arguments.Length: 1, Instance: { } owner } indexer
            when IsText(indexer.Arguments[0].Value) && IsObject(owner.Type, symbols) =>
            new(operation, owner, indexer.Arguments[0].Value, IsPath: false, null),
        IInvocationOperation call when IsReaderOrWriter(call) => OfCall(call, symbols),
        _ => null,
    };

    /// <summary>Whether objects of a type hold values by name.</summary>
    public static bool IsObject(ITypeSymbol? type, GatewaySymbols symbols) => type is not null
        && (GatewaySymbols.Same(type.OriginalDefinition, symbols.JsonElement)
            || MetadataNames.Is(type, Form)
            || (MetadataNames.WithBasesOf(type).Any(one => IsJsonNode(one, symbols) || IsDictionary(one, symbols)) && !IsOther(type)));

    /// <summary>A constant text, whatever it is converted to.</summary>
    public static string? NameIn(IOperation operation) => operation switch
    {
        { ConstantValue: { HasValue: true, Value: string text } } => text,
        IUtf8StringOperation utf8 => utf8.Value,
        IConversionOperation conversion => NameIn(conversion.Operand),
        _ => null,
    };

    private static NamedAccess? OfCall(IInvocationOperation call, GatewaySymbols symbols)
    {
        var isExtension = call.Instance is null && call.TargetMethod.IsExtensionMethod;
        var owner = call.Instance ?? (isExtension && call.Arguments.Length > 0 ? Unconverted(call.Arguments[0].Value) : null);
        var arguments = call.Arguments.OrderBy(static argument => argument.Parameter?.Ordinal ?? 0).Skip(isExtension ? 1 : 0).ToList();
        return owner is not null
            && arguments.Count > 0
            && IsText(arguments[0].Value)
            && call.TargetMethod.ContainingNamespace?.ToDisplayString() is { } space && IsOfThePlatform(space)
            && IsObject(owner.Type, symbols)
                ? new(
                    call,
                    owner,
                    arguments[0].Value,
                    PathReaders.Contains(call.TargetMethod.Name),
                    Writers.Contains(call.TargetMethod.Name) && arguments.Count > 1 ? arguments[1].Value : null)
                : null;
    }

    // An own extension method with such a name is read like all own code.
    private static bool IsOfThePlatform(string space) =>
        space.StartsWith("System", StringComparison.Ordinal) || space.StartsWith("Newtonsoft", StringComparison.Ordinal) || space.StartsWith("Microsoft", StringComparison.Ordinal);

    private static bool IsReaderOrWriter(IInvocationOperation call) =>
        Readers.Contains(call.TargetMethod.Name) || Writers.Contains(call.TargetMethod.Name) || PathReaders.Contains(call.TargetMethod.Name);

    // A name may be text or UTF-8, and JToken takes any object.
    private static bool IsText(IOperation name) => name switch
    {
        IConversionOperation conversion => IsText(conversion.Operand),
        IUtf8StringOperation => true,
        _ => name.Type?.SpecialType == SpecialType.System_String || MetadataNames.Is(name.Type, "System.ReadOnlySpan`1"),
    };

    private static IOperation Unconverted(IOperation operation) =>
        operation is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : operation;

    private static bool IsJsonNode(ITypeSymbol type, GatewaySymbols symbols) =>
        GatewaySymbols.Same(type, symbols.JsonNode) || MetadataNames.Is(type, "Newtonsoft.Json.Linq.JToken");

    private static bool IsDictionary(ITypeSymbol type, GatewaySymbols symbols) =>
        type is INamedTypeSymbol { TypeArguments.Length: 2 } named
        && named.TypeArguments[0].SpecialType == SpecialType.System_String
        && (GatewaySymbols.Same(named.OriginalDefinition, symbols.DictionaryOf) || GatewaySymbols.Same(named.OriginalDefinition, symbols.ReadOnlyDictionaryOf));

    private static bool IsOther(ITypeSymbol type) =>
        type.ContainingNamespace?.ToDisplayString() is { } space && Others.Any(other => space == other || space.StartsWith(other + ".", StringComparison.Ordinal));
}
