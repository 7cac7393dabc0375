using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Spans;

/// <summary>TLM3008: a direct call of the <c>…Core</c> of a traced method.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CoreCalled : DiagnosticAnalyzer
{
    /// <summary>The name of the traced method; absent if the caller has no access to it.</summary>
    internal const string TracedMethod = "method";

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM3008",
        "Direct call of a Core method",
        "A direct call of '{0}' has no span; call '{1}' instead",
        "TracedLlm.Spans",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The generated half of a traced method starts a span, calls the Core method and ends the span. Code that calls the Core method directly runs without the span.",
        RuleDocumentation.Link("TLM3008"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (TracedMethods.Get(start.Compilation) is { } methods && CoreNames(start.Compilation, start.CancellationToken) is { IsEmpty: false } names)
            {
                var traced = new ConcurrentDictionary<IMethodSymbol, IMethodSymbol?>(SymbolEqualityComparer.Default);
                start.RegisterNamedOperationAction(names, operation => Report(operation, methods.Symbols, traced), OperationKind.Invocation, OperationKind.MethodReference);
            }
        });
    }

    /// <summary>The names of the Core methods of all traced methods.</summary>
    private static ImmutableArray<string> CoreNames(Compilation compilation, CancellationToken cancellationToken) =>
    [
        .. AttributeNames.Get(compilation).MethodsWith(TracedNames.Attributes, cancellationToken)
            .Select(static method => CoreMethods.NameFor(method.Identifier.ValueText))
            .Distinct(),
    ];

    private static void Report(OperationContext context, KnownSymbols symbols, ConcurrentDictionary<IMethodSymbol, IMethodSymbol?> traced)
    {
        var (named, receiver) = context.Operation switch
        {
            IInvocationOperation call => (call.TargetMethod, call.Instance),
            IMethodReferenceOperation reference => (reference.Method, reference.Instance),
            _ => default,
        };
        if (named is null || named.Name.IndexOf("Core", StringComparison.Ordinal) <= 0)
        {
            return;
        }

        var core = named.OriginalDefinition;
        if (traced.GetOrAdd(core, key => TracedMethods.FindTraced(key, symbols)) is not { } method || context.ContainingSymbol is not { } caller || IsWithin(caller, core, receiver))
        {
            return;
        }

        var properties = symbols.Compilation.IsSymbolAccessibleWithin(method, caller.ContainingType ?? (ISymbol)context.Compilation.Assembly)
            ? ImmutableDictionary<string, string?>.Empty.Add(TracedMethod, method.Name)
            : ImmutableDictionary<string, string?>.Empty;
        context.ReportDiagnostic(Diagnostic.Create(Rule, context.Operation.Syntax.GetLocation(), properties, core.Name, method.Name));
    }

    // A Core that calls itself or its base is already inside the span.
    private static bool IsWithin(ISymbol caller, IMethodSymbol core, IOperation? receiver)
    {
        if (GatewaySymbols.Same(caller.OriginalDefinition, core))
        {
            return true;
        }

        return receiver is { Syntax: Microsoft.CodeAnalysis.CSharp.Syntax.BaseExpressionSyntax }
            && caller is IMethodSymbol { OverriddenMethod: not null } && caller.Name == core.Name;
    }
}
