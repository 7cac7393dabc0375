using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>Recognises what code stores in <c>HttpContext.Items</c> and in <c>HttpContext.Features</c>.</summary>
internal sealed class HttpItems(GatewaySymbols symbols)
{
    private static readonly ImmutableArray<string> Names = ["Items", "Features"];

    /// <summary>Whether the code of a file may use items or features of a request: it has one of the names.</summary>
    public static bool MayUse(SyntaxTree tree, CancellationToken cancellationToken) => SourceNames.IsIn(tree, Names, cancellationToken);

    /// <summary>Whether an indexer is one of the items.</summary>
    public bool IsItem(IPropertyReferenceOperation indexer) => IsItems(indexer.Instance);

    public static IEnumerable<FlowValue> ValuesOf(IPropertyReferenceOperation indexer, FunctionFlow function) =>
        KeyOf(indexer.Arguments[0].Value, function) is { } key ? [FlowValue.Unknown.Then(PathSegment.OfItem(key))] : [FlowValue.Unknown];

    /// <summary>The key of the item or the feature that a call returns or sets; <see langword="null"/> for another call.</summary>
    public string? KeyOf(IInvocationOperation call, FunctionFlow function) =>
        call is { TargetMethod: { Name: "Get" or "GetRequiredFeature" or "Set", TypeArguments: { Length: 1 } types } } && call.TargetMethod.ContainingType.Name.StartsWith("IFeatureCollection", StringComparison.Ordinal)
            || call is { TargetMethod: { Name: "Get" or "GetRequiredFeature" or "Set", TypeArguments: { Length: 1 } } } && call.TargetMethod.ContainingType.Name == "FeatureCollectionExtensions"
            ? "feature " + call.TargetMethod.TypeArguments[0].ToDisplayString()
        : call.TargetMethod.Name is "TryGetValue" or "Add" or "TryAdd" or "GetValueOrDefault" && IsItems(Owner(call))
            ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "key") is { } key ? KeyOf(key.Value, function) : null
        : null;

    /// <summary>A text that is the same for the same key of an item.</summary>
    public static string? KeyOf(IOperation key, FunctionFlow function) =>
        FlowValue.Only(function.ValuesOf(key)) is { } value && (value.Root.Kind == RootKind.Constant || value.Root.Kind == RootKind.Created || !value.Path.IsEmpty) ? value.Identity : null;

    public static IOperation? Owner(IInvocationOperation call) => call.Instance ?? call.Arguments.FirstOrDefault()?.Value;

    private bool IsItems(IOperation? owner) => owner switch
    {
        IConversionOperation conversion => IsItems(conversion.Operand),
        IPropertyReferenceOperation { Property: { Name: "Items" } items } => GatewaySymbols.Same(items.ContainingType, symbols.HttpContext),
        _ => false,
    };
}
