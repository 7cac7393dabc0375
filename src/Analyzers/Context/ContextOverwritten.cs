using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Context;

/// <summary>TLM4002: <c>Activity.Current</c> assigned, or the flow of the execution context suppressed, in traced code.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContextOverwritten : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "TLM4002",
        "Overwritten trace context",
        "{0} in traced code, so later spans have the wrong parent or no parent; pass the parent to the span instead ({1})",
        "TracedLlm.Context",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Spans find their parent in Activity.Current and in the execution context. Code that assigns Activity.Current or suppresses the flow changes the parent of all later spans in the same flow.",
        RuleDocumentation.Link("TLM4002"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (SpanSymbols.Get(start.Compilation) is { } symbols
                && TracedCode.GetIfTraced(start.Compilation, start.CancellationToken) is { } code
                && TracedFunctions.Get(start.Compilation) is { } traced)
            {
                start.RegisterTracedOperationAction(code, static (node, _) => node is AssignmentExpressionSyntax && OperationRegistration.NameOf(node) == "Current", operation => ReportAssigned(operation, symbols, traced), OperationKind.SimpleAssignment, OperationKind.CoalesceAssignment);
                start.RegisterTracedOperationAction(code, static (node, _) => node is InvocationExpressionSyntax && OperationRegistration.NameOf(node) == "SuppressFlow", operation => ReportSuppressed(operation, symbols, traced), OperationKind.Invocation);
            }
        });
    }

    private static void ReportAssigned(OperationContext context, SpanSymbols symbols, TracedFunctions traced)
    {
        var assignment = (IAssignmentOperation)context.Operation;
        if (IsCurrent(assignment.Target, symbols)
            && !RestoresIn(assignment, symbols)
            && traced.PathTo(assignment.Syntax, context.CancellationToken) is { } path)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, assignment.Syntax.GetLocation(), "'Activity.Current' is assigned", path));
        }
    }

    private static void ReportSuppressed(OperationContext context, SpanSymbols symbols, TracedFunctions traced)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name == "SuppressFlow"
            && GatewaySymbols.Same(call.TargetMethod.ContainingType, symbols.ExecutionContext)
            && traced.PathTo(call.Syntax, context.CancellationToken) is { } path)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, call.Syntax.GetLocation(), "'ExecutionContext.SuppressFlow' is called", path));
        }
    }

    private static bool IsCurrent(IOperation operation, SpanSymbols symbols) =>
        operation is IPropertyReferenceOperation { Property: { Name: "Current", IsStatic: true } property } && GatewaySymbols.Same(property.ContainingType, symbols.Activity);

    /// <summary>Whether the function saves the current activity and restores it.</summary>
    private static bool RestoresIn(IOperation assignment, SpanSymbols symbols)
    {
        var function = assignment;
        while (function.Parent is { } parent && function is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            function = parent;
        }

        var kept = function.Descendants()
            .OfType<IVariableDeclaratorOperation>()
            .Where(declarator => declarator.GetVariableInitializer() is { Value: var value } && IsCurrent(value, symbols))
            .Select(static declarator => declarator.Symbol)
            .ToList();
        return function.Descendants().OfType<ISimpleAssignmentOperation>().Any(restored =>
            IsCurrent(restored.Target, symbols) && restored.Value is ILocalReferenceOperation { Local: var local } && kept.Exists(one => GatewaySymbols.Same(one, local)));
    }
}
