using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Flow.Values;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>TLM1005: a span stored in metadata, <c>HttpContext.Items</c> or a request.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SpanInRequestData : DiagnosticAnalyzer
{
    // Code that has a span names its type, or the member that starts or returns it. Other files are read where traced code is.
    private static readonly ImmutableArray<string> Words =
    [
        "Activity", "ActivityContext", "StartActivity", "IHttpActivityFeature", "LlmSpan", "LlmTrace", "LlmTraceScope", "TelemetrySpan", "SpanContext", "StartSpan", "StartActiveSpan", "StartRootSpan",
    ];

    private static readonly ImmutableArray<string> SpanWords = ["span", "activity", "trac"];

    private static readonly ImmutableHashSet<string> Adders = ["Add", "TryAdd", "Set"];

    private static readonly DiagnosticDescriptor Rule = new(
        "TLM1005",
        "Span stored in request data",
        "'{0}' is stored in {1}, where code can lose it; use 'LlmTrace.Current' instead",
        "TracedLlm.Metadata",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A span in request data is lost when code copies the data, replaces the data or reads another name. The spans below it then start a new trace.",
        RuleDocumentation.Link("TLM1005"));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (TracedCode.GetIfTraced(start.Compilation, start.CancellationToken) is { } code)
            {
                start.RegisterNamedOperationAction(Words, IsAssignment, operation => ReportAssigned(operation, code), OperationKind.SimpleAssignment, OperationKind.CoalesceAssignment);
                start.RegisterNamedOperationAction(Words, IsAddition, operation => ReportAdded(operation, code), OperationKind.Invocation);
                start.RegisterTracedOperationAction(code, static (node, _) => MayHoldSpan(node), operation => ReportInOtherFile(operation, code), OperationKind.SimpleAssignment, OperationKind.CoalesceAssignment, OperationKind.Invocation);
            }
        });
    }

    private static void ReportInOtherFile(OperationContext context, TracedCode code)
    {
        if (SourceNames.IsIn(context.Operation.Syntax.SyntaxTree, Words, context.CancellationToken))
        {
            return;
        }

        if (context.Operation is IInvocationOperation)
        {
            ReportAdded(context, code);
        }
        else
        {
            ReportAssigned(context, code);
        }
    }

    private static bool IsAssignment(SyntaxNode node) =>
        node is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression or (int)SyntaxKind.CoalesceAssignmentExpression, Right: not LiteralExpressionSyntax };

    // metadata.Add("span", span), new Dictionary<…> { { "span", span } }
    private static bool IsAddition(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax => OperationRegistration.NameOf(node) is { } name && Adders.Contains(name),
        _ => node.IsKind(SyntaxKind.ComplexElementInitializerExpression),
    };

    // The type of the span stands in another file; the code still calls it a span, an activity or a trace.
    private static bool MayHoldSpan(SyntaxNode node) =>
        (node is AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax or MemberAccessExpressionSyntax or ImplicitElementAccessSyntax or IdentifierNameSyntax } ? IsAssignment(node) : IsAddition(node))
        && node.DescendantTokens().Any(static token => SpanWords.Any(word => token.Text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0));

    private static void ReportAssigned(OperationContext context, TracedCode code)
    {
        var assignment = (IAssignmentOperation)context.Operation;
        if (assignment.Target is not IMemberReferenceOperation || SpanIn(assignment.Value, code.Symbols) is not { } span)
        {
            return;
        }

        var data = assignment.Target switch
        {
            IPropertyReferenceOperation { Property.IsIndexer: true, Arguments.Length: 1, Instance: { } owner } indexer =>
                Data(owner, indexer.Arguments[0].Value, code, context.CancellationToken),
            IMemberReferenceOperation { Instance.Type: { } owner } member when IsRequest(owner, assignment, code, context.CancellationToken) =>
                $"'{member.Member.Name}' of the request '{owner.Name}'",
            _ => null,
        };
        Report(context, assignment.Value, span, data);
    }

    /// <summary>Whether a type is a request of a route or a request that traced code creates.</summary>
    private static bool IsRequest(ITypeSymbol type, IOperation use, TracedCode code, CancellationToken cancellationToken) =>
        RequestModels.Get(code).RoutesOf(type.OriginalDefinition, cancellationToken).Any()
        || (type.Name.EndsWith("Request", StringComparison.Ordinal)
            && code.Code.Declares(type)
            && code.FunctionOf(use.Syntax, cancellationToken) is { } function
            && code.Reached(cancellationToken).Contains(function));

    private static void ReportAdded(OperationContext context, TracedCode code)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!Adders.Contains(call.TargetMethod.Name))
        {
            return;
        }

        var isExtension = call.Instance is null && call.TargetMethod.IsExtensionMethod;
        var arguments = call.Arguments.OrderBy(static argument => argument.Parameter?.Ordinal ?? 0).Select(static argument => argument.Value).ToList();
        var owner = call.Instance ?? (isExtension ? arguments.FirstOrDefault() : null);
        if (owner is not null
            && arguments.Count >= (isExtension ? 3 : 2)
            && SpanIn(arguments[arguments.Count - 1], code.Symbols) is { } span)
        {
            Report(context, arguments[arguments.Count - 1], span, Data(owner, arguments[arguments.Count - 2], code, context.CancellationToken));
        }
    }

    private static void Report(OperationContext context, IOperation value, ITypeSymbol span, string? data)
    {
        if (data is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, value.Syntax.GetLocation(), span.Name, data));
        }
    }

    /// <summary>The type of a value that holds a span, whatever it is converted to.</summary>
    private static ITypeSymbol? SpanIn(IOperation value, GatewaySymbols symbols)
    {
        var plain = Plain(value);
        if (plain is ICoalesceOperation coalesce)
        {
            return SpanIn(coalesce.Value, symbols) ?? SpanIn(coalesce.WhenNull, symbols);
        }

        var type = plain.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : plain.Type;
        return type is { SpecialType: SpecialType.None } && MetadataNames.WithBasesOf(type).Any(one => symbols.Traces.Any(trace => GatewaySymbols.Same(one, trace))) ? type : null;
    }

    /// <summary>What the owner is, if it is a request's data: the context's items, a message's options or a metadata dictionary.</summary>
    private static string? Data(IOperation owner, IOperation key, TracedCode code, CancellationToken cancellationToken)
    {
        var plain = Plain(owner);
        if (plain is ILocalReferenceOperation { Local: var local } && Initial(local, code, cancellationToken) is { } initial && Plain(initial) is IPropertyReferenceOperation { Property.Name: "Items" } held)
        {
            plain = held;
        }

        var name = Plain(key).ConstantValue is { HasValue: true, Value: string text } ? text : null;
        return plain is IPropertyReferenceOperation { Property: { Name: "Items" } items } && GatewaySymbols.Same(items.ContainingType, code.Symbols.HttpContext) ? "HttpContext.Items"
            : GatewaySymbols.Same(plain.Type, code.Symbols.HttpRequestOptions) ? "the options of a provider's request"
            : name is not null && GatewayKeys.IsKnown(name) ? $"metadata, as '{name}'"
            : IsMetadata(plain, code, cancellationToken) ? "metadata"
            : null;
    }

    /// <summary>Whether a dictionary is metadata: it comes from such a field, or what it is held in is called so.</summary>
    private static bool IsMetadata(IOperation owner, TracedCode code, CancellationToken cancellationToken) => owner switch
    {
        _ when NamedAccess.Parse(owner, code.Symbols) is { Name: { } name } => MetadataFields.Named(name) is not null,
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } => HolderOf(owner) is { } holder && IsCalledMetadata(holder),
        ILocalReferenceOperation local => IsCalledMetadata(local.Local.Name) || IsDeclaredAsMetadata(local.Local, code, cancellationToken),
        IParameterReferenceOperation parameter => IsCalledMetadata(parameter.Parameter.Name),
        IMemberReferenceOperation member => IsCalledMetadata(member.Member.Name),
        _ => false,
    };

    private static bool IsDeclaredAsMetadata(ILocalSymbol local, TracedCode code, CancellationToken cancellationToken) =>
        Initial(local, code, cancellationToken) is { } made
        && NamedAccess.Parse(Plain(made), code.Symbols) is { Name: { } name }
        && MetadataFields.Named(name) is not null;

    private static IOperation? Initial(ILocalSymbol local, TracedCode code, CancellationToken cancellationToken) =>
        code.Code.DeclarationsOf(local, cancellationToken).FirstOrDefault() is { } declaration
        && code.Code.ModelOf(declaration.SyntaxTree).GetOperation(declaration, cancellationToken) is IVariableDeclaratorOperation declarator
            ? declarator.GetVariableInitializer()?.Value
            : null;

    /// <summary>What an object is put into that is still being made.</summary>
    private static string? HolderOf(IOperation receiver)
    {
        var made = receiver.Parent;
        while (made is not (null or IObjectCreationOperation))
        {
            made = made.Parent;
        }

        var holder = made?.Parent;
        while (holder is IConversionOperation)
        {
            holder = holder.Parent;
        }

        return holder switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol.Name,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } => local.Local.Name,
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: { Length: 1 } arguments } } => Plain(arguments[0].Value).ConstantValue.Value as string,
            ISimpleAssignmentOperation { Target: IMemberReferenceOperation member } => member.Member.Name,
            IArgumentOperation { Parameter: { } parameter } => parameter.Name,
            _ => null,
        };
    }

    private static bool IsCalledMetadata(string name) => name.IndexOf("metadata", StringComparison.OrdinalIgnoreCase) >= 0;

    private static IOperation Plain(IOperation operation) => operation is IConversionOperation conversion ? Plain(conversion.Operand) : operation;
}
