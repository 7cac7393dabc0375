using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Flow;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Spans;

/// <summary>TLM3006: a span that is not ended on every path.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SpanNotEnded : DiagnosticAnalyzer
{
    /// <summary>Present if other code reads the span, so that a <see langword="using"/> alone is no repair.</summary>
    internal const string Kept = "kept";

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM3006",
        "Span not ended on every path",
        "The span or scope that '{0}' starts is {1}; declare it with 'using'",
        "TracedLlm.Spans",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A span that never ends is never exported, and it stays the parent of later spans. A span in a static field belongs to all requests: the next request replaces it before the first one ends it.",
        RuleDocumentation.Link("TLM3006"));

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
        if (StartedSpan.Parse((IInvocationOperation)context.Operation, symbols) is not { } span || Function(span.Start) is not { } body)
        {
            return;
        }

        if (SharedSpan.Why(span, body, CompilationCode.Get(context.Compilation), context.CancellationToken) is { } shared)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, span.Start.Syntax.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(Kept, ""), span.Start.TargetMethod.Name, shared));
            return;
        }

        // Code that uses Activity.Current may end the span. Start() returns its receiver.
        if (GatewaySymbols.Same(span.Value.Type, symbols.Activity)
            && (span.Start.TargetMethod.Name == "Start" && span.Start.Instance is not IObjectCreationOperation || EndsCurrent(body, symbols)))
        {
            return;
        }

        if (Why(span, body, symbols) is { } reason)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, span.Start.Syntax.GetLocation(), span.Start.TargetMethod.Name, reason));
        }
    }

    private static string? Why(StartedSpan span, IOperation body, SpanSymbols symbols)
    {
        if (span.IsDiscarded)
        {
            return "never ended";
        }

        if (span.Local is not { } local || span.IsUsed || span.Declaration?.Parent is not IBlockOperation block)
        {
            return null;
        }

        var uses = SpanUses.Find(local, body, symbols);
        if (uses.Escapes)
        {
            return null;
        }

        if (!uses.HasEnds)
        {
            return "never ended";
        }

        var paths = new SpanPaths(uses);
        if (!paths.MayStayOpen(block.Operations.SkipWhile(statement => statement != span.Declaration).Skip(1), block))
        {
            return null;
        }

        return paths.Leak switch
        {
            IReturnOperation or IBranchOperation => $"not ended when line {LineOf(paths.Leak)} leaves the block",
            IBlockOperation => "not ended on every path",
            var thrower => $"not ended when line {LineOf(thrower!)} throws",
        };
    }

    private static int LineOf(IOperation operation) => operation.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    private static bool EndsCurrent(IOperation body, SpanSymbols symbols) => body.Descendants().Any(operation =>
        operation is IPropertyReferenceOperation { Property: { Name: "Current", IsStatic: true } property } && GatewaySymbols.Same(property.ContainingType, symbols.Activity));

    /// <summary>The body of the function around <paramref name="operation"/>.</summary>
    private static IOperation? Function(IOperation operation)
    {
        var outer = operation.Parent;
        while (outer is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation or IMethodBodyBaseOperation))
        {
            if (outer.Parent is null)
            {
                return outer;
            }

            outer = outer.Parent;
        }

        return outer;
    }
}
