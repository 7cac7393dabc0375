using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Flow;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>TLM2002: an exception that a traced method or route catches and does not record.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SwallowedFailure : DiagnosticAnalyzer
{
    // Methods of clean-up, where an exception may be ignored.
    private static readonly string[] Cleanups = ["Dispose", "Close", "Cancel", "Abort", "Complete", "Flush", "Kill", "Delete", "Stop", "Release"];

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM2002",
        "Swallowed exception in a traced method",
        "'{0}' catches every exception here and does not record it, so its span shows no failure; record the exception or rethrow it",
        "TracedLlm.FailurePath",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The span of a traced method or route shows a failure when an exception leaves the method. A catch clause that takes every exception and does not rethrow it, record it or answer with an error hides the failure from the span, the request and the failure log.",
        RuleDocumentation.Link("TLM2002"));

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
                start.RegisterTracedOperationAction(code.Traced, static (node, _) => MayTakeAll(node), operation => Report(operation, code), OperationKind.CatchClause);
            }
        });
    }

    private static void Report(OperationContext context, FailurePathCode code)
    {
        var clause = (ICatchClauseOperation)context.Operation;
        if (clause.Filter is not null
            || !CatchClause.TakesAll(clause, code.Symbols)
            || clause.Parent is not ITryOperation attempt
            || CompilationCode.FunctionsAround(clause.Syntax).FirstOrDefault() is not { } function
            || CodePlace.PlaceOf(function) is var place && !code.Bodies(context.CancellationToken).Contains(place)
            || IsUsed(clause)
            || CatchClause.Throws(clause)
            || RetryLoop.Is(attempt)
            || IsRecordedElsewhere(attempt.Body, code, context.CancellationToken)
            || code.Records(clause.Handler, context.CancellationToken)
            || code.Logs(clause.Handler, context.CancellationToken)
            || code.HasNearby(clause.Handler, operation => ErrorAnswer.Is(operation, code), context.CancellationToken)
            || (!IsGuardrail(place, code, context.CancellationToken) && code.Traced.Code.BodyOf(place, context.CancellationToken) is { } body && ProbeResult.IsNegative(clause, body))
            || ErrorBehind.Exists(attempt, clause, code, context.CancellationToken))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Rule,
            clause.Syntax.GetFirstToken().GetLocation(),
            code.Traced.Code.NameOf(place, context.CancellationToken)));
    }

    // A type whose name does not say so may be an alias of Exception.
    private static bool MayTakeAll(SyntaxNode node) => node is CatchClauseSyntax { Filter: null } clause
        && clause.Declaration?.Type switch
        {
            null => true,
            SimpleNameSyntax { Identifier.ValueText: var name } => name == nameof(Exception) || !name.EndsWith(nameof(Exception), StringComparison.Ordinal),
            QualifiedNameSyntax { Right.Identifier.ValueText: var name } => name == nameof(Exception) || !name.EndsWith(nameof(Exception), StringComparison.Ordinal),
            _ => true,
        };

    private static bool IsUsed(ICatchClauseOperation clause) =>
        CatchClause.Local(clause) is { } local
        && CallGraph.OwnOperations(clause.Handler).Any(operation => operation is ILocalReferenceOperation reference && GatewaySymbols.Same(reference.Local, local));

    // A traced method records its own exceptions, and exceptions of clean-up may be ignored.
    private static bool IsRecordedElsewhere(IOperation body, FailurePathCode code, CancellationToken cancellationToken)
    {
        var calls = CallGraph.OwnOperations(body).OfType<IInvocationOperation>().Where(static call => call.TargetMethod.Name != "ConfigureAwait").ToList();
        return calls.Exists(call => code.Traced.Members(cancellationToken).Any(member => GatewaySymbols.Same(member.Method, call.TargetMethod.OriginalDefinition)))
            || calls.TrueForAll(static call => Cleanups.Any(cleanup => call.TargetMethod.Name.StartsWith(cleanup, StringComparison.Ordinal)));
    }

    // A guardrail that answers "no" when it breaks has not decided anything.
    private static bool IsGuardrail(CodePlace function, FailurePathCode code, CancellationToken cancellationToken) =>
        code.Traced.Members(cancellationToken).Any(member => member.Kind == TracedSpanKind.Guardrail && code.Core(member.Method) == function);
}
