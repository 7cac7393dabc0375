using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Flow;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>TLM1001: the gateway's metadata in another field of the request than the route's.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WrongMetadataField : DiagnosticAnalyzer
{
    /// <summary>The name of the right field; absent where routes of both kinds run the code.</summary>
    internal const string RightField = "field";

    /// <summary>The name of the route's field where routes of both kinds run the code.</summary>
    internal const string OtherField = "other";

    /// <summary>There where the object also has keys that may be another's, which must stay where they are.</summary>
    internal const string HasOthersKeys = "others";

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM1001",
        "Gateway metadata in the wrong request field",
        "'{0}' is gateway metadata in '{3}', but '{1}' carries gateway metadata in '{2}'; use '{2}' ({4})",
        "TracedLlm.Metadata",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A route carries gateway metadata in one request field. The other field belongs to the provider. Code that reads the other field finds no gateway metadata. Code that writes the other field loses the values or sends them to the provider.",
        RuleDocumentation.Link("TLM1001"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (TracedCode.Get(start.Compilation) is { } code)
            {
                var read = new KeysRead(code);
                start.RegisterOperationAction(operation => Report(operation, code, read), OperationKind.PropertyReference, OperationKind.Invocation);
            }
        });
    }

    private static void Report(OperationAnalysisContext context, TracedCode code, KeysRead read)
    {
        if (NamedValue.Parse(context.Operation, code.Symbols) is not { } value
            || MetadataFields.Named(value.Name) is not { } field
            || Keys(value, field, code, context.CancellationToken) is not { Count: > 0 } keys
            || code.FunctionOf(value.Operation.Syntax) is not { } function)
        {
            return;
        }

        var right = field.Other();
        var wronged = code.ReachedFrom(right);
        if (!wronged.Contains(function) || !ObjectOrigin.MayBeRequest(value, keys, code, context.CancellationToken))
        {
            return;
        }

        // Where routes of both kinds run the code, another function may take the key from the other field for the others.
        var isShared = code.ReachedFrom(field).Contains(function);
        var readers = isShared ? wronged.Functions : [function];
        if (keys.FirstOrDefault(name => !readers.Any(reader => read.IsReadIn(reader, right, name, context.CancellationToken))) is not { } key)
        {
            return;
        }

        var endpoint = wronged.RootOf(function);
        context.ReportDiagnostic(Diagnostic.Create(
            Rule,
            value.NameOperation.Syntax.GetLocation(),
            Properties(isShared ? OtherField : RightField, right, field == MetadataField.Metadata && HasOthers(value, code, context.CancellationToken)),
            key,
            endpoint.Template ?? EndpointApi.Stated(endpoint).ToString(),
            right.Name(),
            value.Name,
            string.Join(" → ", wronged.PathTo(function).Select(place => code.Code.NameOf(place, context.CancellationToken)))));
    }

    private static ImmutableDictionary<string, string?> Properties(string which, MetadataField right, bool hasOthers)
    {
        var properties = ImmutableDictionary<string, string?>.Empty.Add(which, right.Name());
        return hasOthers ? properties.Add(HasOthersKeys, null) : properties;
    }

    /// <summary>Whether the object is asked for a key, or made with one, that no gateway knows.</summary>
    private static bool HasOthers(NamedValue value, TracedCode code, CancellationToken cancellationToken) =>
        ObjectUses.Find(value, code, cancellationToken).Any(use => use.Key is { } key && !GatewayKeys.IsKnown(key.Name) && !GatewayKeys.Get(code.Code.Compilation).IsOwn(key.Name));

    /// <summary>The keys that prove gateway metadata: every key in a field that only gateways use, otherwise the keys that only gateways define.</summary>
    private static List<string> Keys(NamedValue value, MetadataField field, TracedCode code, CancellationToken cancellationToken) =>
    [
        .. ObjectUses.Find(value, code, cancellationToken)
            .Where(static use => use.Key is not null)
            .Select(static use => use.Key!.Name)
            .Where(key => field == MetadataField.LiteLlmMetadata || GatewayKeys.IsKnown(key) || GatewayKeys.Get(code.Code.Compilation).IsOwn(key))
            .Distinct(),
    ];
}
