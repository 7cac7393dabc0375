using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Flow;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>TLM2001: an exception of a type that the failure log does not accept.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ExceptionPastFailureLog : DiagnosticAnalyzer
{
    /// <summary>The metadata name of an accepted type that the exception could derive from.</summary>
    internal const string AcceptedType = "accepted";

    /// <summary>The documentation id of the exception's type.</summary>
    internal const string ThrownTypeId = "thrown";

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM2001",
        "Exception type missing from the failure log",
        "'{0}' does not log '{1}', which is thrown here; accept the type or derive it from an accepted one ({2})",
        "TracedLlm.FailurePath",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A method marked [FailureLoggingPath] logs the failures of a gateway. An exception of a type that the method does not accept fails the request, but the failure log has no entry for it.",
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
            if (FailurePathCode.Get(start.Compilation) is { } code)
            {
                start.RegisterOperationAction(operation => Report(operation, code), OperationKind.Throw);
            }
        });
    }

    private static void Report(OperationAnalysisContext context, FailurePathCode code)
    {
        if (code.LoggingPathMethods.Length == 0
            || ((IThrowOperation)context.Operation).Exception is null
            || code.Traced.FunctionOf(context.Operation.Syntax) is not { } function
            || !code.Traced.Reached.Contains(function)
            || code.LoggingPathMethods.Any(path => path.Place == function))
        {
            return;
        }

        var accepted = AcceptedExceptions.Read(context.Options, context.Operation.Syntax.SyntaxTree);
        foreach (var thrown in ThrownType.TypesOf((IThrowOperation)context.Operation))
        {
            if (!accepted.Contains(thrown.Type))
            {
                Report(context, thrown, function, code);
            }
        }
    }

    private static void Report(OperationAnalysisContext context, ThrownType thrown, CodePlace function, FailurePathCode code)
    {
        var cancellationToken = context.CancellationToken;
        LoggingPath? refusing = null;
        LoggingPathVerdict? refusal = null;
        foreach (var path in code.LoggingPathMethods)
        {
            var verdict = code.VerdictOf(path, thrown, cancellationToken);
            if (verdict.IsAccepted)
            {
                return;
            }

            (refusing, refusal) = refusing is null ? (path, verdict) : (refusing, refusal);
        }

        // A clause that catches the exception without logging it handles the exception.
        var way = code.Flow.EndsOf(context.Operation, function, thrown, cancellationToken)
            .FirstOrDefault(end => end.Clause is not { } clause || code.Logs(clause.Handler, cancellationToken))?.Way;
        if (way is null)
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Rule,
            ((IThrowOperation)context.Operation).Syntax.GetLocation(),
            refusal!.Test is { } test ? [test.GetLocation()] : [],
            ImmutableDictionary<string, string?>.Empty
                .Add(ThrownTypeId, thrown.Type.OriginalDefinition.GetDocumentationCommentId())
                .Add(AcceptedType, AcceptedBase(refusing!, refusal, thrown, code, cancellationToken)),
            refusing!.Method.Name,
            thrown.Type.Name,
            code.Describe(way, cancellationToken)));
    }

    /// <summary>A type that the method tests for and accepts.</summary>
    private static string? AcceptedBase(LoggingPath path, LoggingPathVerdict refusal, ThrownType thrown, FailurePathCode code, CancellationToken cancellationToken) =>
        refusal.Asked
            .FirstOrDefault(type => !type.IsSealed && !type.IsGenericType
                && code.Symbols.IsException(type)
                && new ThrownType(type, IsExact: true).Is(thrown.Type) == TriState.False
                && code.VerdictOf(path, new ThrownType(type, IsExact: true), cancellationToken).IsAccepted)
            ?.GetDocumentationCommentId();
}
