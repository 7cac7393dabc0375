using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Flow.Exceptions;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>TLM2001: an exception of a type that the failure log does not accept.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ExceptionPastFailureLog : DiagnosticAnalyzer
{
    /// <summary>The documentation ids of the exceptions' types, in lines.</summary>
    internal const string ThrownTypes = "thrown";

    /// <summary>The documentation id of an accepted type that the exceptions could derive from.</summary>
    internal const string AcceptedType = "accepted";

    /// <summary>Whether the test at the place of the finding can accept the types.</summary>
    internal const string IsWidenable = "widenable";

    /// <summary>The place of a function that logs failures and is not marked: its path, start and length, in lines.</summary>
    internal const string UnmarkedLog = "unmarked";

    private const string Description =
        "A failure log of a gateway, such as a method marked [FailureLoggingPath], logs failed requests. An exception that a test, a filter or the type of a catch clause keeps from the log fails the request, but the failure log has no entry for it.";

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM2001",
        "Exception type missing from the failure log",
        "'{0}' does not log {1} ({2}); {3} ({4})",
        "TracedLlm.FailurePath",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        Description,
        RuleDocumentation.Link("TLM2001"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (FailurePathCode.GetIfTraced(start.Compilation, start.CancellationToken) is { } code)
            {
                start.RegisterSemanticModelAction(context =>
                {
                    Report(context, code);
                    ReportSilent(context, code);
                });
            }
        });
    }

    private static void Report(SemanticModelAnalysisContext context, FailurePathCode code)
    {
        var found = code.Unlogged(context.CancellationToken)
            .Where(unlogged => !AcceptedExceptions.Read(context.Options, unlogged.Throw.SyntaxTree).Contains(unlogged.Thrown.Type))
            .GroupBy(static unlogged => (unlogged.Rejected.Log, unlogged.Rejected.Test?.Syntax));
        foreach (var missed in found.Select(static group => group.OrderBy(static one => one.Throw.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(static one => one.Throw.SpanStart).ToList()))
        {
            var place = missed[0].Rejected.Test?.Syntax ?? missed[0].Throw;
            if (place.SyntaxTree == context.SemanticModel.SyntaxTree)
            {
                context.ReportDiagnostic(Describe(place, missed, code, context.CancellationToken));
            }
        }
    }

    private static void ReportSilent(SemanticModelAnalysisContext context, FailurePathCode code)
    {
        foreach (var silent in code.Silent(context.CancellationToken).Where(silent => silent.Name.SyntaxTree == context.SemanticModel.SyntaxTree && silent.Throws.Length > 0))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Rule,
                silent.Name.GetLocation(),
                silent.IsCalled ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning,
                silent.Throws.Select(static one => one.GetLocation()),
                properties: null,
                silent.Method.Name,
                "any exception",
                Count(silent.Throws.Length),
                silent.IsCalled ? "write the log in it" : "call it where exceptions are handled",
                silent.IsCalled ? "it writes no log" : "no code calls it"));
        }
    }

    private static string Count(int throws) => throws == 1 ? "1 throw" : $"{throws} throws";

    // A test that names the exception's own type leaves it out on purpose.
    private static string Repair(UnloggedException missed, int types) => (missed.Rejected.Test is { Result: TriState.True } test && test.Types.Any(type => missed.Thrown.Is(type) == TriState.True), types) switch
    {
        (true, 1) => "log the type behind this test too",
        (true, _) => "log the types behind this test too",
        (_, 1) => "accept the type in this test or derive the type from an accepted type",
        _ => "accept the types in this test or derive the types from an accepted type",
    };

    private static Diagnostic Describe(SyntaxNode place, List<UnloggedException> missed, FailurePathCode code, CancellationToken cancellationToken)
    {
        var types = missed.Select(static one => one.Thrown.Type.OriginalDefinition).Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default).OrderBy(static type => type.Name, StringComparer.Ordinal).ToList();
        var throws = missed.Select(static one => one.Throw).Distinct().ToList();
        var first = missed[0];
        return Diagnostic.Create(
            Rule,
            place.GetLocation(),
            first.Unmarked is null ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
            throws.Select(static one => one.GetLocation()),
            ImmutableDictionary<string, string?>.Empty
                .Add(ThrownTypes, string.Join("\n", types.Select(static type => type.GetDocumentationCommentId())))
                .Add(AcceptedType, missed.Select(static one => one.Rejected.Accepted).FirstOrDefault(static type => type is not null)?.GetDocumentationCommentId())
                .Add(IsWidenable, missed.TrueForAll(static one => one.Rejected.IsWidenable) ? "true" : null)
                .Add(UnmarkedLog, first.Unmarked is { } log ? $"{log.Tree.FilePath}\n{log.Span.Start}\n{log.Span.Length}" : null),
            first.Rejected.Log,
            string.Join(", ", types.Select(static type => $"'{type.Name}'")),
            Count(throws.Count),
            Repair(first, types.Count),
            code.Describe(first.Way, cancellationToken));
    }
}
