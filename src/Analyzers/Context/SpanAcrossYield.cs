using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Flow;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Context;

/// <summary>TLM4003: a span held open across <c>yield</c> in an async iterator.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SpanAcrossYield : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "TLM4003",
        "Span held open across yield",
        "The span that '{0}' starts is not current after the first 'yield return' of '{1}', so later spans have the wrong parent; make '{1}' a traced method",
        "TracedLlm.Context",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Each step of an async iterator runs in the execution context of the code that asks for the next item, so Activity.Current has the caller's value after a yield return. See https://github.com/dotnet/runtime/issues/47802.",
        RuleDocumentation.Link("TLM4003"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (SpanSymbols.Get(start.Compilation) is { } symbols)
            {
                start.RegisterNamedOperationAction(SpanSymbols.Starts, operation => Report(operation, symbols), OperationKind.Invocation);
            }
        });
    }

    private static void Report(OperationContext context, SpanSymbols symbols)
    {
        var call = (IInvocationOperation)context.Operation;
        if (StartedSpan.Parse(call, symbols) is { } span
            && Iterator(call, context.ContainingSymbol) is { IsAsync: true } iterator
            && HeldIn(span) is { } held
            && Yields(held.Scope).Any(yielded => yielded.Syntax.SpanStart > call.Syntax.Span.End && !IsEndedBefore(yielded, held.Scope, span, symbols)))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, call.Syntax.GetLocation(), call.TargetMethod.Name, iterator.Name));
        }
    }

    /// <summary>The function that starts the span. Only an iterator can contain a yield.</summary>
    private static IMethodSymbol? Iterator(IOperation operation, ISymbol? containing)
    {
        for (var outer = operation.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case IAnonymousFunctionOperation:
                    return null;
                case ILocalFunctionOperation local:
                    return local.Symbol;
            }
        }

        return containing as IMethodSymbol;
    }

    /// <summary>The code in which the span is open: the block after its declaration, or the body of its <see langword="using"/>.</summary>
    private static (IOperation Scope, bool IsUsing)? HeldIn(StartedSpan span)
    {
        if (span.Local is null)
        {
            return span.Value.Parent is IUsingOperation used && used.Resources == span.Value ? (used.Body, true) : null;
        }

        for (IOperation? outer = span.Declaration; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case IUsingOperation @using:
                    return (@using.Body, true);
                case IBlockOperation block:
                    return (block, false);
            }
        }

        return null;
    }

    private static IEnumerable<IOperation> Yields(IOperation scope)
    {
        foreach (var child in scope.ChildOperations)
        {
            if (child is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                continue;
            }

            if (child.Kind == OperationKind.YieldReturn)
            {
                yield return child;
            }

            foreach (var inner in Yields(child))
            {
                yield return inner;
            }
        }
    }

    // A manual end before the yield, on any path, counts as an end.
    private static bool IsEndedBefore(IOperation yielded, IOperation scope, StartedSpan span, SpanSymbols symbols)
    {
        if (span.Local is not { } local)
        {
            return false;
        }

        var uses = SpanUses.Find(local, scope, symbols);
        return uses.Escapes || scope.Descendants().Any(operation => uses.IsEnd(operation) && operation.Syntax.Span.End < yielded.Syntax.SpanStart);
    }
}
