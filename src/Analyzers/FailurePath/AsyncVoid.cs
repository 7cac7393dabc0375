using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>TLM2005: <c>async void</c>, or an async lambda that cannot be awaited, in traced code.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AsyncVoid : DiagnosticAnalyzer
{
    private const string EventArguments = "System.EventArgs";

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM2005",
        "Async code that cannot be awaited in a traced request",
        "{0}, so the span ends before the work ends{3}; {1} ({2})",
        "TracedLlm.FailurePath",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Async code that returns no task continues after its caller. The spans around it end too early. Its exceptions reach no span, no failure log and no response.",
        RuleDocumentation.Link("TLM2005"));

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
                start.RegisterSyntaxNodeAction(method => ReportMethod(method, code), SyntaxKind.MethodDeclaration, SyntaxKind.LocalFunctionStatement);
                start.RegisterTracedOperationAction(code.Traced, static (node, _) => IsAsyncLambda(node), operation => ReportLambda(operation, code), OperationKind.AnonymousFunction);
                start.RegisterTracedOperationAction(code.Traced, static (node, _) => node is InvocationExpressionSyntax && OperationRegistration.NameOf(node) == "StartNew", operation => ReportStarted(operation, code), OperationKind.Invocation);
            }
        });
    }

    private static bool IsAsyncLambda(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax { AsyncKeyword.RawKind: (int)SyntaxKind.AsyncKeyword };

    private static void ReportMethod(SyntaxNodeAnalysisContext context, FailurePathCode code)
    {
        var identifier = context.Node switch
        {
            MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax } method when method.Modifiers.Any(SyntaxKind.AsyncKeyword) => method.Identifier,
            LocalFunctionStatementSyntax { ReturnType: PredefinedTypeSyntax } local when local.Modifiers.Any(SyntaxKind.AsyncKeyword) => local.Identifier,
            _ => default,
        };
        if (!identifier.IsKind(SyntaxKind.None)
            && context.SemanticModel.GetDeclaredSymbol(context.Node, context.CancellationToken) is IMethodSymbol { ReturnsVoid: true } symbol
            && !IsEventHandler(symbol)
            && CodePlace.PlaceOf(context.Node) is var place
            && code.Traced.Reached(context.CancellationToken).Contains(place))
        {
            var isGuarded = code.Traced.Code.BodyOf(place, context.CancellationToken) is { } body && GuardedBody.CatchesEverything(body, code.Symbols);
            Report(context.ReportDiagnostic, identifier.GetLocation(), $"'{symbol.Name}' is async void", "return a Task", isGuarded, place, code, context.CancellationToken);
        }
    }

    private static void ReportLambda(OperationContext context, FailurePathCode code)
    {
        var lambda = (IAnonymousFunctionOperation)context.Operation;
        if (lambda.Symbol is { IsAsync: true, ReturnsVoid: true }
            && !IsEventHandler(lambda.Symbol)
            && lambda.Parent is not { Parent: IEventAssignmentOperation }
            && code.Traced.FunctionOf(lambda.Body.Syntax, context.CancellationToken) is { } function
            && code.Traced.Reached(context.CancellationToken).Contains(function))
        {
            Report(context.ReportDiagnostic, Arrow(lambda.Syntax), "This async lambda returns no task", "use a delegate type that returns a Task", GuardedBody.CatchesEverything(lambda, code.Symbols), function, code, context.CancellationToken);
        }
    }

    // The task of StartNew ends when the lambda starts to wait, not when the work ends.
    private static void ReportStarted(OperationContext context, FailurePathCode code)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod is { Name: "StartNew", ContainingType.Name: "TaskFactory" }
            && call.Type is INamedTypeSymbol { TypeArguments: { Length: 1 } results }
            && code.Symbols.IsTask(results[0])
            && call.Parent is IAwaitOperation { Parent: IExpressionStatementOperation }
            && call.Arguments.Select(static argument => argument.Value).OfType<IDelegateCreationOperation>().FirstOrDefault()?.Target is IAnonymousFunctionOperation { Symbol.IsAsync: true } lambda
            && code.Traced.FunctionOf(call.Syntax, context.CancellationToken) is { } function
            && code.Traced.Reached(context.CancellationToken).Contains(function))
        {
            Report(context.ReportDiagnostic, Arrow(lambda.Syntax), "'StartNew' returns a task that ends when this async lambda starts", "use 'Task.Run'", GuardedBody.CatchesEverything(lambda, code.Symbols), function, code, context.CancellationToken);
        }
    }

    // Work that catches its own exceptions breaks the trace, but not the process.
    private static void Report(Action<Diagnostic> report, Location location, string mistake, string repair, bool isGuarded, CodePlace function, FailurePathCode code, CancellationToken cancellationToken) =>
        report(Diagnostic.Create(
            Rule,
            location,
            isGuarded ? DiagnosticSeverity.Warning : Rule.DefaultSeverity,
            additionalLocations: null,
            properties: null,
            mistake,
            repair,
            code.Describe(code.Traced.Reached(cancellationToken).PathTo(function), cancellationToken),
            isGuarded ? "" : " and an exception is lost or ends the process"));

    private static Location Arrow(SyntaxNode lambda) => lambda switch
    {
        AnonymousFunctionExpressionSyntax { AsyncKeyword: var keyword } => keyword.GetLocation(),
        _ => lambda.GetLocation(),
    };

    // An event's delegate returns nothing.
    private static bool IsEventHandler(IMethodSymbol method) =>
        method.Parameters.Length == 2 && MetadataNames.WithBasesOf(method.Parameters[1].Type).Any(static type => MetadataNames.Is(type, EventArguments));
}
