using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Context;

/// <summary>TLM4004: a client that a traced route asks its provider with, and that nothing traces.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UntracedClient : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "TLM4004",
        "HTTP client of a traced route without AddTracedLlmCall",
        "What {0} sends in a traced request has no span, since neither it nor a method on the way is a traced call ({1}); {2}",
        "TracedLlm.Context",
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "A request to a provider that no span stands for has no attempt, no provider, no status and no usage of its own, and nothing decides which headers of the trace leave with it.",
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
            if (ProviderClients.In(start.Compilation) is { Symbols.KnowTracing: true } clients)
            {
                start.RegisterOperationAction(operation => ReportRegistered(operation, clients), OperationKind.Invocation);
                start.RegisterOperationAction(operation => ReportMade(operation, clients), OperationKind.ObjectCreation);
            }
        });
    }

    private static void ReportRegistered(OperationAnalysisContext context, ProviderClients clients)
    {
        var call = (IInvocationOperation)context.Operation;
        if (clients.Symbols.IsAddHttpClient(call.TargetMethod) && clients.PathFrom(call.Syntax) is { } path)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, call.Syntax.GetLocation(), $"the client of '{NameOf(call)}'", path, "add 'AddTracedLlmCall' to it"));
        }
    }

    private static void ReportMade(OperationAnalysisContext context, ProviderClients clients)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (clients.Symbols.IsMadePlain(creation) && clients.PathFrom(creation.Syntax) is { } path)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, creation.Syntax.GetLocation(), "this client", path, "put a 'TracedLlmCallHandler' around its handler"));
        }
    }

    private static string NameOf(IInvocationOperation call) =>
        call.TargetMethod.TypeArguments.LastOrDefault()?.Name
        ?? call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "name")?.Value.ConstantValue.Value as string
        ?? "";
}
