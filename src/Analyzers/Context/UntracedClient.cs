using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Context;

/// <summary>TLM4004: an HTTP client that a traced route sends with and that nothing traces.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UntracedClient : DiagnosticAnalyzer
{
    /// <summary>There if the client is in another project, which the fix cannot change.</summary>
    internal const string InOtherProject = "other project";

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM4004",
        "HTTP client of a traced route without AddTracedLlmCall",
        "The requests that {0} have no span; {2} ({1})",
        "TracedLlm.Context",
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "A provider request without a span has no attempt, provider, status or usage in the trace, and TracedLlm does not control which trace headers the request carries. If a handler of the client sends again, only AddTracedLlmCall shows each try, because it traces inside of that handler.",
        RuleDocumentation.Link("TLM4004"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (TracedCode.GetIfTraced(start.Compilation, start.CancellationToken) is not null && ProviderClients.Get(start.Compilation) is { Symbols.KnowTracing: true } clients)
            {
                start.RegisterNamedOperationAction(["AddHttpClient"], operation => ReportRegistered(operation, clients), OperationKind.Invocation);
                if (LowerClients.Get(CompilationCode.Get(start.Compilation), start.CancellationToken).Names is { IsEmpty: false } names)
                {
                    start.RegisterNamedOperationAction(names, operation => ReportOfOtherProject(operation, clients), OperationKind.Invocation);
                }

                start.RegisterNamedOperationAction(["HttpClient", "HttpMessageInvoker"], static node => node is BaseObjectCreationExpressionSyntax, operation => ReportMade(operation, clients), OperationKind.ObjectCreation);
            }
        });
    }

    private static void ReportRegistered(OperationContext context, ProviderClients clients)
    {
        var call = (IInvocationOperation)context.Operation;
        if (clients.Symbols.IsAddHttpClient(call.TargetMethod) && clients.UseOf(call.Syntax, context.CancellationToken) is { } use)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, call.Syntax.GetLocation(), Requests($"the client of '{NameOf(call)}'", use), use.Path, "add 'AddTracedLlmCall' to its registration"));
        }
    }

    private static void ReportMade(OperationContext context, ProviderClients clients)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (clients.UseOf(creation.Syntax, context.CancellationToken) is { } use)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, creation.Syntax.GetLocation(), Requests("this client", use), use.Path, "wrap its innermost handler in a 'TracedLlmCallHandler'"));
        }
    }

    private static void ReportOfOtherProject(OperationContext context, ProviderClients clients)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!clients.Symbols.IsAddHttpClient(call.TargetMethod) && clients.UseOf(call.Syntax, context.CancellationToken) is { } use)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, call.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(InOtherProject, null), Requests($"the client in '{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}'", use), use.Path, "add 'AddTracedLlmCall' to it in its project"));
        }
    }

    private static string Requests(string client, UntracedUse use) =>
        use.Repeats is null ? $"{client} sends on a traced route" : $"'{use.Repeats}' of {client} sends again in a traced call";

    private static string NameOf(IInvocationOperation call) =>
        call.TargetMethod.TypeArguments.LastOrDefault()?.Name
        ?? call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "name")?.Value.ConstantValue.Value as string
        ?? "";
}
