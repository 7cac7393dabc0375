using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>TLM2004: a task in traced code that is neither awaited nor given the trace.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnobservedTask : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "TLM2004",
        "The task is neither awaited nor given the trace",
        "The task of '{0}' is neither awaited nor given the trace; await it or call 'LlmTrace.Use()' in it ({1})",
        "TracedLlm.FailurePath",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A task that the code does not await can outlive the request. Its later spans are late or outside of the trace, and no span records its exceptions.",
        RuleDocumentation.Link("TLM2004"));

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
                var tasks = TaskMethodNames.Get(code.Traced.Code);
                start.RegisterTracedOperationAction(code.Traced, tasks.MayDiscard, operation => Report(operation, code), OperationKind.ExpressionStatement, OperationKind.VariableDeclarator);
            }
        });
    }

    private static void Report(OperationContext context, FailurePathCode code)
    {
        if (DiscardedTask.Find(context.Operation) is not { } left
            || code.Traced.FunctionOf(left.Syntax, context.CancellationToken) is not { } function
            || !code.Traced.Reached(context.CancellationToken).Contains(function)
            || DiscardedTask.StartedBy(left).FirstOrDefault(call => IsLeft(call, code, context.CancellationToken)) is not { } started
            || DiscardedTask.Continuations(left).Any(next => code.Has(next, operation => IsTraceOf(operation, code), context.CancellationToken))
            || AwaitedSignal.Exists(left, Bodies(left, code, context.CancellationToken).SelectMany(CallGraph.OwnOperations))
            || IsInUse(left, code))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Rule,
            left.Syntax.GetLocation(),
            started.TargetMethod.Name,
            code.Describe(code.Traced.Reached(context.CancellationToken).PathTo(function), context.CancellationToken)));
    }

    private static bool IsLeft(IInvocationOperation call, FailurePathCode code, CancellationToken cancellationToken) =>
        code.Symbols.IsTask(call.Type)
        && StartsWork(call, code)
        && !IsKept(call, code, cancellationToken)
        && !code.Has(call, operation => IsTraceOf(operation, code), cancellationToken);

    /// <summary>Whether every method that a call may run keeps its task.</summary>
    private static bool IsKept(IInvocationOperation call, FailurePathCode code, CancellationToken cancellationToken)
    {
        var bodies = Bodies(call, code, cancellationToken).ToList();
        return bodies.Count > 0 && bodies.TrueForAll(body => KeptTask.IsKeptBy(body, code.Symbols));
    }

    private static IEnumerable<IOperation> Bodies(IOperation call, FailurePathCode code, CancellationToken cancellationToken) =>
        code.Traced.Calls.CalleesOf(call, cancellationToken).Select(callee => code.Traced.Code.BodyOf(callee, cancellationToken)).OfType<IOperation>();

    /// <summary>Whether the trace is made current around a call, so that the work inherits it.</summary>
    private static bool IsInUse(IOperation call, FailurePathCode code)
    {
        for (var inner = call; inner.Parent is { } outer and not (IAnonymousFunctionOperation or ILocalFunctionOperation); inner = outer)
        {
            var resources = outer switch
            {
                IUsingOperation used => [used.Resources],
                IBlockOperation block => block.Operations.OfType<IUsingDeclarationOperation>().Where(used => used.Syntax.SpanStart < inner.Syntax.SpanStart),
                _ => Enumerable.Empty<IOperation>(),
            };
            if (resources.SelectMany(CallGraph.OwnOperations).Any(operation => IsTraceOf(operation, code)))
            {
                return !SuppressedFlow.IsAround(call.Syntax);
            }
        }

        return false;
    }

    // Work of the platform, such as flushing or cancelling, has no spans.
    private static bool StartsWork(IInvocationOperation call, FailurePathCode code) =>
        IsStart(call.TargetMethod)
        || call.TargetMethod.ContainingType is { Name: "HttpClient" or "HttpMessageInvoker" }
        || (call.TargetMethod.Name is not "DisposeAsync" && GatewaySymbols.Same(call.TargetMethod.ContainingAssembly, code.Traced.Code.Compilation.Assembly));

    private static bool IsStart(IMethodSymbol method) =>
        (method.Name == "Run" && MetadataNames.Is(method.ContainingType, "System.Threading.Tasks.Task"))
        || (method.Name == "StartNew" && method.ContainingType.Name == "TaskFactory");

    /// <summary>Whether the work receives the trace or makes it current.</summary>
    private static bool IsTraceOf(IOperation operation, FailurePathCode code) => operation switch
    {
        IInvocationOperation { TargetMethod: { Name: "Use", ContainingType: var type } } => GatewaySymbols.Same(type, code.Symbols.Trace),
        IArgumentOperation argument => GatewaySymbols.Same(argument.Value.Type, code.Symbols.Trace),
        _ => false,
    };
}
