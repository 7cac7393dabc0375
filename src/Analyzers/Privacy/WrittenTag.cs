using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Privacy;

/// <summary>A value that code writes to a span or a measurement.</summary>
/// <param name="Sink">The target.</param>
/// <param name="Name">The name of the attribute if it is constant; <see langword="null"/> for the name of a span.</param>
/// <param name="Value">The value.</param>
internal sealed record WrittenTag(TagSink Sink, string? Name, IOperation Value)
{
    private const string TagList = "System.Diagnostics.TagList";
    private const string Instrument = "System.Diagnostics.Metrics.Instrument";

    /// <summary>The operations that <see cref="Parse"/> recognises.</summary>
    private static readonly ImmutableArray<OperationKind> Kinds = [OperationKind.Invocation, OperationKind.ObjectCreation, OperationKind.SimpleAssignment];

    private static readonly ImmutableHashSet<string> Setters = ["SetTag", "AddTag", "SetRootTag", "SetRequestTag", "SetTraceTag", "SetAttribute", "AddBaggage", "SetBaggage"];

    private static readonly ImmutableHashSet<string> Spans =
        ["System.Diagnostics.Activity", "TracedLlm.LlmSpan", "TracedLlm.LlmTrace", "OpenTelemetry.Trace.TelemetrySpan"];

    private static readonly ImmutableHashSet<string> Starters = ["StartActivity", "CreateActivity", "StartStage"];

    private static readonly ImmutableHashSet<string> Sources = ["System.Diagnostics.ActivitySource", "TracedLlm.LlmSpan"];

    /// <summary>The words of which every file with such an operation has one.</summary>
    private static readonly ImmutableArray<string> Words = [.. Setters, .. Starters, "StartCall", "StartGuardrail", "KeyValuePair", "TagList", "DisplayName", "Add", "Record", "Measurement"];

    // A file can add to a counter of another file without naming its type.
    private static readonly ImmutableArray<string> ProjectWords =
        [.. Setters, .. Starters, "StartCall", "StartGuardrail", "Counter", "Histogram", "UpDownCounter", "Gauge", "Meter", "TagList", "ActivityTagsCollection", "DisplayName"];

    /// <summary>Runs a rule on all operations that may write to a span or a measurement.</summary>
    public static void Register(CompilationStartAnalysisContext start, Action<OperationContext> action)
    {
        if (CompilationCode.Get(start.Compilation).Names.IsAnywhere(ProjectWords, start.CancellationToken))
        {
            start.RegisterNamedOperationAction(Words, MayBe, action, Kinds);
        }
    }

    /// <summary>Whether the syntax may be such an operation.</summary>
    private static bool MayBe(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } call => OperationRegistration.NameOf(call) is { } name
            && (Setters.Contains(name) || Starters.Contains(name) || (name is "Add" or "Create" && call.ArgumentList.Arguments is { Count: 2 } arguments && MayBeName(arguments[0].Expression))),
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } arguments } => MayBeName(arguments[0].Expression),
        InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ComplexElementInitializerExpression, Expressions: { Count: 2 } parts } => MayBeName(parts[0]),
        AssignmentExpressionSyntax assignment => OperationRegistration.NameOf(assignment) == "DisplayName",
        _ => false,
    };

    /// <summary>The value that an operation writes; <see langword="null"/> if it writes nothing.</summary>
    public static WrittenTag? Parse(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { Name: "Create", ContainingType: { } type }, Arguments: { Length: 2 } } made when MetadataNames.Is(type, "System.Collections.Generic.KeyValuePair") =>
            SinkOf(made) is { } sink ? new(sink, Text(Argument(made, 0)), Argument(made, 1)) : null,
        IInvocationOperation call => OfCall(call),
        IObjectCreationOperation { Type: { } type, Arguments: { Length: 2 } arguments } pair when MetadataNames.Is(type, "System.Collections.Generic.KeyValuePair`2") =>
            SinkOf(pair) is { } sink ? new(sink, Text(arguments[0].Value), arguments[1].Value) : null,
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "DisplayName", ContainingType: { } type } } } name when MetadataNames.Is(type, "System.Diagnostics.Activity") =>
            new(TagSink.SpanName, null, name.Value),
        _ => null,
    };

    /// <summary>The value without the conversions around it.</summary>
    public static IOperation Plain(IOperation value) => value is IConversionOperation conversion ? Plain(conversion.Operand) : value;

    private static WrittenTag? OfCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (Setters.Contains(method.Name) && call.Arguments.Length >= 2 && Spans.Contains(MetadataNames.FullName(method.ContainingType)))
        {
            return new(TagSink.SpanAttribute, Text(Argument(call, 0)), Argument(call, 1));
        }

        if (Starters.Contains(method.Name)
            && Sources.Contains(MetadataNames.FullName(method.ContainingType))
            && call.Arguments.FirstOrDefault(static argument => argument.Parameter is { Name: "name", Type.SpecialType: SpecialType.System_String }) is { } name)
        {
            return new(TagSink.SpanName, null, name.Value);
        }

        return method is { Name: "Add", Parameters.Length: 2 } && MetadataNames.Is(method.ContainingType, TagList) && IsMeasured(call)
            ? new(TagSink.MetricAttribute, Text(Argument(call, 0)), Argument(call, 1))
            : null;
    }

    // The name of an attribute is a text or a constant.
    private static bool MayBeName(ExpressionSyntax name) => name is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression } or IdentifierNameSyntax or MemberAccessExpressionSyntax or InterpolatedStringExpressionSyntax;

    /// <summary>The target of a pair that is created in the arguments of a call.</summary>
    private static TagSink? SinkOf(IOperation pair)
    {
        for (var outer = pair.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case IInvocationOperation { TargetMethod: { Name: "Add" or "Record", ContainingType: { } type } } when MetadataNames.WithBasesOf(type).Any(static one => MetadataNames.Is(one, Instrument)):
                case IObjectCreationOperation { Type: { } measurement } when MetadataNames.Is(measurement, "System.Diagnostics.Metrics.Measurement`1"):
                    return TagSink.MetricAttribute;
                case IInvocationOperation call when Sources.Contains(MetadataNames.FullName(call.TargetMethod.ContainingType)):
                case IObjectCreationOperation { Type: { } collection } when MetadataNames.Is(collection, "System.Diagnostics.ActivityTagsCollection"):
                    return TagSink.SpanAttribute;
                case IInvocationOperation add when MetadataNames.Is(add.TargetMethod.ContainingType, TagList):
                    return IsMeasured(add) ? TagSink.MetricAttribute : null;
                case IInvocationOperation or IAnonymousFunctionOperation or IExpressionStatementOperation or IVariableDeclaratorOperation:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Whether the list that <paramref name="add"/> adds to is passed to an instrument in the same function.</summary>
    private static bool IsMeasured(IInvocationOperation add)
    {
        IOperation outer = add;
        ILocalSymbol? list = (add.Instance as ILocalReferenceOperation)?.Local;
        while (outer.Parent is { } parent && outer is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            list ??= (outer as IVariableDeclaratorOperation)?.Symbol;
            if (outer is IArgumentOperation { Parent: IInvocationOperation direct } && direct != add && IsInstrument(direct))
            {
                return true;
            }

            outer = parent;
        }

        return list is not null && outer.Descendants().Any(operation =>
            operation is ILocalReferenceOperation reference
            && SymbolEqualityComparer.Default.Equals(reference.Local, list)
            && ArgumentOf(reference) is { Parent: IInvocationOperation call }
            && IsInstrument(call));
    }

    private static IArgumentOperation? ArgumentOf(IOperation value) => value.Parent switch
    {
        IArgumentOperation argument => argument,
        IConversionOperation conversion => ArgumentOf(conversion),
        _ => null,
    };

    private static bool IsInstrument(IInvocationOperation call) =>
        call.TargetMethod.Name is "Add" or "Record" && MetadataNames.WithBasesOf(call.TargetMethod.ContainingType).Any(static one => MetadataNames.Is(one, Instrument));

    private static IOperation Argument(IInvocationOperation call, int ordinal) =>
        (call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal) ?? call.Arguments[ordinal]).Value;

    private static string? Text(IOperation operation) => Plain(operation).ConstantValue is { HasValue: true, Value: string text } ? text : null;
}
