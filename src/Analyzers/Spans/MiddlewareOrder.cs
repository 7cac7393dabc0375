using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Spans;

/// <summary>TLM3005: <c>UseTracedLlm</c> at the wrong place in the pipeline.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MiddlewareOrder : DiagnosticAnalyzer
{
    /// <summary>What the fix does: the name of one of the constants below.</summary>
    internal const string Repair = "repair";

    internal const string MoveBefore = "before";

    internal const string MoveAfter = "after";

    internal const string AddAuthentication = "authentication";

    internal const string AddAuthenticationAndAuthorization = "authorization";

    private const string Traced = "UseTracedLlm";
    private const string Routing = "UseRouting";

    private static readonly ImmutableDictionary<string, string> Later = ImmutableDictionary.CreateRange<string, string>(
    [
        new("UseAuthentication", "so authentication runs outside of the trace"),
        new("UseAuthorization", "so requests are refused outside of the trace"),
        new("UseEndpoints", "so the endpoints run before the trace starts"),
        new("UseMvc", "so the endpoints run before the trace starts"),
        new("UseMvcWithDefaultRoute", "so the endpoints run before the trace starts"),
    ]);

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM3005",
        "UseTracedLlm at the wrong place in the pipeline",
        "'UseTracedLlm' {0} '{1}', {2}; {3}",
        "TracedLlm.Spans",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "UseTracedLlm opens the trace of a request. It needs the endpoint that UseRouting finds, and it must run before the middleware that authenticates, refuses or answers the request. If the application does not call UseAuthentication, WebApplication runs authentication before all other middleware.",
        RuleDocumentation.Link("TLM3005"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (SpanSymbols.Get(start.Compilation) is { ApplicationBuilder: not null } symbols)
            {
                var code = CompilationCode.Get(start.Compilation);
                start.RegisterNamedOperationAction([Traced], operation => Report(operation, symbols, code), OperationKind.Invocation);
            }
        });
    }

    private static void Report(OperationContext context, SpanSymbols symbols, CompilationCode code)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod is not { Name: Traced, ContainingType: { Name: "TracedLlmApplicationBuilderExtensions", ContainingNamespace.Name: "TracedLlm" } }
            || PipelineCall.Parse(call, symbols) is not { } traced)
        {
            return;
        }

        var function = Function(call);
        var others = function.Descendants().OfType<IInvocationOperation>()
            .Select(other => PipelineCall.Parse(other, symbols))
            .OfType<PipelineCall>()
            .Where(other => GatewaySymbols.Same(other.Application, traced.Application) && IsOfAspNetCore(other) && !AreApart(other.Call, call))
            .OrderBy(static other => other.Position)
            .ToList();
        if (others.Exists(other => other.Method == Traced && other.Position < traced.Position))
        {
            return;
        }

        var before = others.Find(other => other.Position < traced.Position && Later.ContainsKey(other.Method));
        var own = new OwnAuthentication(symbols, code, context.CancellationToken);
        var authenticated = OwnBefore(traced, function, symbols, own);
        var routing = others.Find(static other => other.Method == Routing);
        if (authenticated is var (place, name) && (before is null || place.SpanStart < before.Position))
        {
            Report(context, traced.Name, place, routing is null || routing.Position < place.SpanStart ? MoveBefore : null, "comes after", name, Later["UseAuthentication"], $"move it before '{name}'");
        }
        else if (before is not null)
        {
            // If UseRouting comes after that call too, moving one call is not enough.
            Report(context, traced.Name, before.Name, routing is null || routing.Position < before.Position ? MoveBefore : null, "comes after", before.Method, Later[before.Method], $"move it before '{before.Method}'");
        }
        else if (routing is not null && routing.Position > traced.Position)
        {
            var isLate = others.Exists(other => other.Position < routing.Position && Later.ContainsKey(other.Method));
            Report(context, traced.Name, routing.Name, isLate ? null : MoveAfter, "comes before", Routing, "so requests have no endpoint yet and are not traced", $"move it after '{Routing}'");
        }
        else if (own.NameOfStartupFilter() is { } filter)
        {
            Report(context, traced.Name, traced.Name, null, "comes after", filter, "a startup filter that authenticates in front of all other middleware", $"add the middleware of '{filter}' after it");
        }
        else if (ImplicitAuthentication.Find(traced, function, symbols, code, context.CancellationToken) is { } authentication)
        {
            Report(
                context,
                traced.Name,
                authentication.Registration.Syntax,
                authentication.Authorization switch
                {
                    AuthorizationOrder.Unknown => null,
                    AuthorizationOrder.Implicit => AddAuthenticationAndAuthorization,
                    _ => AddAuthentication,
                },
                "is not followed by",
                "UseAuthentication",
                "so WebApplication runs authentication before the trace starts",
                "call 'UseAuthentication' after it");
        }
    }

    private static void Report(OperationContext context, SyntaxNode traced, SyntaxNode other, string? repair, string place, string method, string effect, string advice) =>
        context.ReportDiagnostic(Diagnostic.Create(
            Rule,
            traced.GetLocation(),
            [other.GetLocation()],
            repair is null ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(Repair, repair),
            place,
            method,
            effect,
            advice));

    /// <summary>The first authentication of the gateway's own in front of the trace, and its name.</summary>
    private static (SyntaxNode Place, string Name)? OwnBefore(PipelineCall traced, IOperation function, SpanSymbols symbols, OwnAuthentication own)
    {
        foreach (var call in function.Descendants().OfType<IInvocationOperation>().Where(call => call.Syntax.SpanStart < traced.Position).OrderBy(static call => call.Syntax.Span.End))
        {
            if (ApplicationOf(call, symbols) is var (application, place)
                && place.SpanStart < traced.Position
                && GatewaySymbols.Same(application, traced.Application)
                && !AreApart(call, traced.Call)
                && own.NameIn(call) is { } name)
            {
                return (place, name);
            }
        }

        return null;
    }

    // Use of IApplicationBuilder itself is no extension method.
    private static (ISymbol Application, SyntaxNode Place)? ApplicationOf(IInvocationOperation call, SpanSymbols symbols) =>
        PipelineCall.Parse(call, symbols) is { } added ? (added.Application, added.Name)
        : call is { TargetMethod.Name: "Use", Instance: { } instance, Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name } } }
            && PipelineCall.IsApplication(instance.Type, symbols)
            && PipelineCall.Root(instance, symbols) is { } application
            ? (application, name)
            : null;

    // Another method of that name may do anything.
    private static bool IsOfAspNetCore(PipelineCall call) =>
        call.Method == Traced || call.Call.TargetMethod.ContainingNamespace?.ToDisplayString() == "Microsoft.AspNetCore.Builder" && call.Call.TargetMethod.Locations.All(static location => !location.IsInSource);

    /// <summary>Whether two calls are in different branches, only one of which runs.</summary>
    private static bool AreApart(IOperation one, IOperation other)
    {
        var branches = new HashSet<SyntaxNode>(Branches(one.Syntax).Select(static branch => branch.Choice));
        return branches.Count > 0 && Branches(other.Syntax).Any(branch =>
            branches.Contains(branch.Choice) && Branches(one.Syntax).First(same => same.Choice == branch.Choice).Branch != branch.Branch);
    }

    private static IEnumerable<(SyntaxNode Choice, SyntaxNode Branch)> Branches(SyntaxNode code)
    {
        for (var node = code; node.Parent is { } parent; node = parent)
        {
            if (parent is IfStatementSyntax or SwitchStatementSyntax or ConditionalExpressionSyntax or SwitchExpressionSyntax)
            {
                yield return (parent, node);
            }
        }
    }

    private static IOperation Function(IOperation operation)
    {
        var outer = operation;
        while (outer.Parent is { } parent && outer is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            outer = parent;
        }

        return outer;
    }
}
