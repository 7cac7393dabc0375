using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Context;

/// <summary>TLM4004: an HTTP client that a traced route sends with and that nothing traces.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UntracedClient : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "TLM4004",
        "HTTP client of a traced route without AddTracedLlmCall",
        "The requests that {0} sends on a traced route have no span; {2} ({1})",
        "TracedLlm.Context",
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "A provider request without a span has no attempt, provider, status or usage in the trace, and TracedLlm does not control which trace headers the request carries.",
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
            if (ProviderClients.Get(start.Compilation) is { Symbols.KnowTracing: true } clients)
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
            context.ReportDiagnostic(Diagnostic.Create(Rule, call.Syntax.GetLocation(), $"the client of '{NameOf(call)}'", path, "add 'AddTracedLlmCall' to its registration"));
        }
    }

    private static void ReportMade(OperationAnalysisContext context, ProviderClients clients)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (clients.Symbols.IsMadePlain(creation) && clients.PathFrom(creation.Syntax) is { } path)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, creation.Syntax.GetLocation(), "this client", path, "wrap its handler in a 'TracedLlmCallHandler'"));
        }
    }

    private static string NameOf(IInvocationOperation call) =>
        call.TargetMethod.TypeArguments.LastOrDefault()?.Name
        ?? call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "name")?.Value.ConstantValue.Value as string
        ?? "";
}
