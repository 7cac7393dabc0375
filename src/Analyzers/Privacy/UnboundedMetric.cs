using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Privacy;

/// <summary>TLM5003: a metric attribute with an unbounded number of values.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnboundedMetric : DiagnosticAnalyzer
{
    private const string BoundedNames = "tlm5003.bounded_names";

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM5003",
        "Unbounded metric attribute",
        "The metric attribute '{0}' has as many values as there are {1}, and each value adds a time series; write it to the span instead",
        "TracedLlm.Privacy",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The process and the backend keep a time series for every combination of attribute values. Above a limit the SDK merges them into one. Write the user and the request to the span; the exemplar of the measurement refers to the span.",
        RuleDocumentation.Link("TLM5003"));

    private static readonly ImmutableArray<(string What, ImmutableArray<string> Endings)> Names =
    [
        ("users", ["user id", "userid", "end user", "enduser", "enduser id", "user email"]),
        ("sessions", ["session id", "conversation id", "thread id"]),
        ("requests", ["call id", "trace id", "traceid", "span id", "spanid", "request id", "correlation id", "traceparent"]),
        ("texts", ["prompt text", "prompt content", "input messages", "output messages", "message content", "completion text"]),
    ];

    private static readonly ImmutableDictionary<(string Type, string Member), string> Members = ImmutableDictionary.CreateRange<(string, string), string>(
    [
        new(("System.Diagnostics.Activity", "TraceId"), "requests"), new(("System.Diagnostics.Activity", "SpanId"), "requests"), new(("System.Diagnostics.Activity", "Id"), "requests"),
        new(("System.Diagnostics.ActivityContext", "TraceId"), "requests"), new(("System.Diagnostics.ActivityContext", "SpanId"), "requests"),
        new(("Microsoft.AspNetCore.Http.HttpContext", "TraceIdentifier"), "requests"), new(("TracedLlm.LlmTrace", "CallId"), "requests"),
        new(("System.Guid", "NewGuid"), "requests"),
    ]);

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
            }
        });
    }

    private static void Report(OperationContext context)
    {
        if (WrittenTag.Parse(context.Operation) is not { } tag
            || !tag.Sink.HasFlag(TagSink.MetricAttribute)
            || WrittenTag.Plain(tag.Value) is not { ConstantValue.HasValue: false } value
            || value.Type is { SpecialType: SpecialType.System_Boolean } or { TypeKind: TypeKind.Enum }
            || (tag.Name is { } name && NameOption.Has(context.Options, context.Operation.Syntax.SyntaxTree, BoundedNames, name)))
        {
            return;
        }

        if ((ByName(tag.Name) ?? ByMember(value)) is { } what)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, tag.Value.Syntax.GetLocation(), tag.Name ?? "?", what));
        }
    }

    private static string? ByName(string? name) => name is null ? null : Names.FirstOrDefault(row => NameWords.EndsWithAny(name, row.Endings)).What;

    // Also within a text: $"{activity.TraceId}" and activity.TraceId.ToString().
    private static string? ByMember(IOperation value) => value switch
    {
        IInvocationOperation { TargetMethod.Name: "ToString" or "ToHexString", Instance: { } instance } => ByMember(instance),
        IInvocationOperation { TargetMethod: var method } => KindOf(method),
        IMemberReferenceOperation { Member: var member } => KindOf(member),
        IConditionalAccessOperation access => ByMember(access.WhenNotNull),
        IConversionOperation conversion => ByMember(conversion.Operand),
        IInterpolatedStringOperation text => text.Parts.OfType<IInterpolationOperation>().Select(static part => ByMember(part.Expression)).FirstOrDefault(static what => what is not null),
        _ => null,
    };

    private static string? KindOf(ISymbol member) =>
        member.ContainingType is { } type && Members.TryGetValue((MetadataNames.FullName(type), member.Name), out var what) ? what : null;
}
