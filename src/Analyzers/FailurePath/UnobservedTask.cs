using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;
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
            if (FailurePathCode.Get(start.Compilation) is { } code)
            {
                start.RegisterOperationAction(operation => Report(operation, code), OperationKind.ExpressionStatement, OperationKind.VariableDeclarator);
            }
        });
    }

    private static void Report(OperationAnalysisContext context, FailurePathCode code)
    {
        if (DiscardedTask.Find(context.Operation) is not { } left
            || code.Traced.FunctionOf(left.Syntax) is not { } function
            || !code.Traced.Reached.Contains(function)
            || DiscardedTask.StartedBy(left).FirstOrDefault(call => IsLeft(call, code, context.CancellationToken)) is not { } started
            || DiscardedTask.Continuations(left).Any(next => code.Has(next, operation => IsTraceOf(operation, code), context.CancellationToken)))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Rule,
            left.Syntax.GetLocation(),
            started.TargetMethod.Name,
            code.Describe(code.Traced.Reached.PathTo(function), context.CancellationToken)));
    }

    private static bool IsLeft(IInvocationOperation call, FailurePathCode code, CancellationToken cancellationToken) =>
        code.Symbols.IsTask(call.Type)
        && StartsWork(call, code)
        && !code.Has(call, operation => IsTraceOf(operation, code), cancellationToken);

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
