using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Privacy;

/// <summary>TLM5001: a secret in an attribute, a span's name or an attribute of a metric.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SecretInTag : DiagnosticAnalyzer
{
    private const string HarmlessNames = "tlm5001.harmless_names";

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM5001",
        "Secret in telemetry",
        "{0} is written to {1}, which every backend receives; remove it or write its hash",
        "TracedLlm.Privacy",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Backends store the attributes of spans and metrics and show them to many people. A secret that was exported must be replaced.",
        RuleDocumentation.Link("TLM5001"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Get(start.Compilation).SpanTag is not null)
            {
                WrittenTag.Register(start, Report);
                if (AttributeNames.Get(start.Compilation).FilesWith(TagAttributes.Names, start.CancellationToken).Any())
                {
                    start.RegisterSyntaxNodeAction(ReportAttribute, SyntaxKind.Attribute);
                }
            }
        });
    }

    private static void Report(OperationContext context)
    {
        if (WrittenTag.Parse(context.Operation) is not { } tag)
        {
            return;
        }

        var origins = new TextOrigins(CompilationCode.Get(context.Compilation), context.CancellationToken).Find(tag.Value);
        var (what, severity) = SecretValue.Known(origins) is { } known ? ($"A secret ({known})", DiagnosticSeverity.Error)
            : SecretValue.Cookie(origins) is { } cookie && !IsHarmless(cookie, context.Options, context.Operation.Syntax) ? ($"The cookie '{cookie}' (possibly a secret)", DiagnosticSeverity.Info)
            : SecretValue.Named(origins) is { } named && !IsHarmless(named, context.Options, context.Operation.Syntax) ? ($"'{named}' (a secret by its name)", DiagnosticSeverity.Info)
            : tag.Name is { } name && SecretValue.IsSecretName(name) && SecretValue.IsPlainText(origins) && !IsHarmless(name, context.Options, context.Operation.Syntax) ? ("A value (a secret by the attribute's name)", DiagnosticSeverity.Info)
            : default;
        if (what is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, tag.Value.Syntax.GetLocation(), severity, null, null, what, Where(tag)));
        }
    }

    private static void ReportAttribute(SyntaxNodeAnalysisContext context)
    {
        if (TagAttributes.Find(context, "SpanTag") is not var (attribute, owner))
        {
            return;
        }

        var path = attribute.Named("Path").Text();
        var tag = attribute.First().Text();
        var type = owner is IParameterSymbol parameter ? parameter.Type : null;
        var named = path is not null ? path.Substring(path.LastIndexOf('.') + 1) : SecretValue.IsText(type) ? owner.Name : null;
        if (named is not null && SecretValue.IsSecretName(named) && !IsHarmless(named, context.Options, context.Node))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Rule, context.Node.GetLocation(), DiagnosticSeverity.Info, null, null, $"'{named}' (a secret by its name)", tag is null ? "an attribute" : $"the attribute '{tag}'"));
        }
    }

    // The option applies to names only. A value from the source of a secret is always a secret.
    private static bool IsHarmless(string name, AnalyzerOptions options, SyntaxNode code) => NameOption.Has(options, code.SyntaxTree, HarmlessNames, name);

    private static string Where(WrittenTag tag) => tag.Sink switch
    {
        TagSink.SpanName => "a span's name",
        TagSink.MetricAttribute => tag.Name is null ? "an attribute of a metric" : $"the metric attribute '{tag.Name}'",
        _ => tag.Name is null ? "an attribute" : $"the attribute '{tag.Name}'",
    };
}
