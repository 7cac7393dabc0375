using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Flow;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>TLM1002: a metadata key that is close to a key of LiteLLM or Langfuse.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MisspeltKey : DiagnosticAnalyzer
{
    /// <summary>The key that is meant.</summary>
    internal const string KnownKey = "key";

    private const string OwnKeys = "tlm1002.own_keys";

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM1002",
        "Misspelt metadata key",
        "The metadata key '{0}' is unknown; use '{1}'",
        "TracedLlm.Metadata",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "TracedLlm and the backends recognise a metadata key by its exact name. They ignore a misspelt key, so the session, the user or the tag is missing.",
        RuleDocumentation.Link("TLM1002"));

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
                start.RegisterOperationAction(operation => ReportUses(operation, code), OperationKind.PropertyReference, OperationKind.Invocation);
                start.RegisterSyntaxNodeAction(attribute => ReportMapped(attribute, code.Symbols), SyntaxKind.Attribute);
            }
        });
    }

    private static void ReportUses(OperationAnalysisContext context, TracedCode code)
    {
        if (NamedValue.Parse(context.Operation, code.Symbols) is not { } value || Misspelt(value, code, context) is not { Count: > 0 } misspelt)
        {
            return;
        }

        // An object may come from either field, and be followed from both.
        var before = new HashSet<SyntaxNode>(
            from operation in Root(value.Operation).Descendants().TakeWhile(operation => operation != value.Operation)
            let other = NamedValue.Parse(operation, code.Symbols)
            where other is not null
            from key in Misspelt(other, code, context)
            select key.Name);
        foreach (var (name, key, known) in misspelt.Where(found => !before.Contains(found.Name)))
        {
            context.ReportDiagnostic(Finding(name, key, known));
        }
    }

    /// <summary>The keys that nothing knows, of what is read or written under the name of a metadata field, in the same function.</summary>
    private static List<(SyntaxNode Name, string Key, string Known)> Misspelt(NamedValue value, TracedCode code, OperationAnalysisContext context)
    {
        if (MetadataFields.Named(value.Name) is not { } field)
        {
            return [];
        }

        var function = Root(value.Operation).Syntax;
        return
        [
            .. (from use in ObjectUses.Find(value, code, context.CancellationToken)
                let key = use.Key
                where key is not null && key.NameOperation.Syntax.SyntaxTree == function.SyntaxTree && function.Span.Contains(key.NameOperation.Syntax.Span)
                let known = KnownKeyFor(key.Name, code, context.Options, function.SyntaxTree)
                where known is not null && IsGateways(value, field, code) && ObjectOrigin.MayBeRequest(value, [known], code, context.CancellationToken)
                select (key.NameOperation.Syntax, key.Name, known)).Distinct(),
        ];
    }

    private static IOperation Root(IOperation operation)
    {
        var root = operation;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        return root;
    }

    private static void ReportMapped(SyntaxNodeAnalysisContext context, GatewaySymbols symbols)
    {
        var attribute = (AttributeSyntax)context.Node;
        if (attribute.ArgumentList?.Arguments.FirstOrDefault() is { NameEquals: null } argument
            && AttributeNames.Get(context.Compilation).MayBe(attribute, "MetadataKey")
            && GatewaySymbols.Same(context.SemanticModel.GetSymbolInfo(attribute, context.CancellationToken).Symbol?.ContainingType, symbols.MetadataKey)
            && context.SemanticModel.GetConstantValue(argument.Expression, context.CancellationToken).Value is string key
            && !OwnKeysOf(context.Options, attribute.SyntaxTree).Contains(key)
            && NearMiss.Find(key) is { } known)
        {
            context.ReportDiagnostic(Finding(argument.Expression, key, known));
        }
    }

    // Objects called metadata are everywhere; those of a traced route's code are the gateway's.
    private static bool IsGateways(NamedValue value, MetadataField field, TracedCode code) =>
        field == MetadataField.LiteLlmMetadata
        || (code.FunctionOf(value.Operation.Syntax) is { } function
            && (code.ReachedFrom(MetadataField.Metadata).Contains(function) || code.ReachedFrom(MetadataField.LiteLlmMetadata).Contains(function)));

    private static string? KnownKeyFor(string key, TracedCode code, AnalyzerOptions options, SyntaxTree tree) =>
        NearMiss.Find(key) is { } known && !GatewayKeys.Get(code.Code.Compilation).IsOwn(key) && !OwnKeysOf(options, tree).Contains(key) ? known : null;

    private static IEnumerable<string> OwnKeysOf(AnalyzerOptions options, SyntaxTree tree) =>
        options.AnalyzerConfigOptionsProvider.GetOptions(tree).TryGetValue(OwnKeys, out var keys)
            ? keys.Split(',').Select(static key => key.Trim())
            : [];

    private static Diagnostic Finding(SyntaxNode name, string key, string known) =>
        Diagnostic.Create(Rule, name.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(KnownKey, known), key, known);
}
