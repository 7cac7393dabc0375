using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Flow;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Facts;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Privacy;

/// <summary>A value that code writes to a span or a measurement.</summary>
/// <param name="Sink">The target.</param>
/// <param name="NameValue">The name of the attribute; <see langword="null"/> for the name of a span.</param>
/// <param name="Value">The value.</param>
internal sealed record WrittenTag(TagSink Sink, IOperation? NameValue, IOperation Value)
{
    /// <summary>What stands in one of <see cref="NamePatterns"/> for a value that is not constant.</summary>
    public const string Placeholder = "*";

    // Names of attributes are short. A local counts more, because each of its uses is followed: a name goes through four of them at most.
    private const int MaxDepth = 16;
    private const int DepthOfLocal = 4;

    // How many names one attribute may have.
    private const int MaxNames = 32;

    /// <summary>The name of the attribute if it is constant; <see langword="null"/> for the name of a span.</summary>
    public string? Name => NameValue is null ? null : Text(NameValue);

    /// <summary>
    /// The names that the attribute may have, with <see cref="Placeholder"/> for each value that is not constant, such as
    /// <c>gen_ai.prompt.*.content</c>; none for the name of a span. Locals that have one value stand for it.
    /// </summary>
    public IEnumerable<string> NamePatterns => NameValue is null ? [] : Patterns(NameValue, depth: 0);

    /// <summary>Whether only constants are written.</summary>
    public bool IsConstant => Choices(Value, depth: 0).All(static value =>
        value.ConstantValue.HasValue || value is IFieldReferenceOperation { Field: { Name: nameof(string.Empty), ContainingType.SpecialType: SpecialType.System_String } });

    /// <summary>Whether an enricher writes the attribute, for which the runtime drops <see cref="ReservedAttributes"/>.</summary>
    public bool IsOfEnricher { get; init; }

    /// <summary>The operations that <see cref="Parse"/> recognises.</summary>
    private static readonly ImmutableArray<OperationKind> Kinds = [OperationKind.Invocation, OperationKind.ObjectCreation, OperationKind.SimpleAssignment];

    private static readonly ImmutableHashSet<string> Setters = ["SetTag", "AddTag", "SetRootTag", "SetRequestTag", "SetTraceTag", "SetAttribute", "AddBaggage", "SetBaggage"];

    private const string Enricher = "TracedLlm.LlmSpanStart";

    private static readonly ImmutableHashSet<string> Spans =
        ["System.Diagnostics.Activity", "TracedLlm.LlmSpan", "TracedLlm.LlmTrace", Enricher, "OpenTelemetry.Trace.TelemetrySpan"];

    private static readonly ImmutableHashSet<string> Starters = ["StartActivity", "CreateActivity", "StartStage"];

    internal static readonly ImmutableHashSet<string> Sources = ["System.Diagnostics.ActivitySource", "TracedLlm.LlmSpan"];

    /// <summary>The words of which every file with such an operation has one.</summary>
    private static readonly ImmutableArray<string> Words = [.. Setters, .. Starters, "StartCall", "StartGuardrail", "KeyValuePair", "TagList", "ActivityTagsCollection", "ActivityEvent", "ActivityLink", "DisplayName", "Add", "Record", "Measurement"];

    // A file can add to a counter of another file without naming its type.
    private static readonly ImmutableArray<string> ProjectWords =
        [.. Setters, .. Starters, "StartCall", "StartGuardrail", "Counter", "Histogram", "UpDownCounter", "Gauge", "Meter", "TagList", "ActivityTagsCollection", "ActivityEvent", "ActivityLink", "DisplayName"];

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
            && (Setters.Contains(name) || Starters.Contains(name) || (name is "Add" or "TryAdd" or "Create" && call.ArgumentList.Arguments is { Count: 2 } arguments && MayBeName(arguments[0].Expression))),
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } arguments } => MayBeName(arguments[0].Expression),
        InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ComplexElementInitializerExpression, Expressions: { Count: 2 } parts } => MayBeName(parts[0]),
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } index } } => MayBeName(index[0].Expression),
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: ImplicitElementAccessSyntax { ArgumentList.Arguments: { Count: 1 } index } } => MayBeName(index[0].Expression),
        AssignmentExpressionSyntax assignment => OperationRegistration.NameOf(assignment) == "DisplayName",
        _ => false,
    };

    /// <summary>The value that an operation writes; <see langword="null"/> if it writes nothing.</summary>
    public static WrittenTag? Parse(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { Name: "Create", ContainingType: { } type }, Arguments: { Length: 2 } pair } when MetadataNames.Is(type, "System.Collections.Generic.KeyValuePair") =>
            To(TagTarget.Of(operation), pair),
        IInvocationOperation call => OfCall(call),
        IObjectCreationOperation { Type: { } type, Arguments: { Length: 2 } pair } when MetadataNames.Is(type, "System.Collections.Generic.KeyValuePair`2") =>
            To(TagTarget.Of(operation), pair),
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "DisplayName", ContainingType: { } type } } } name when MetadataNames.Is(type, "System.Diagnostics.Activity") =>
            new(TagSink.SpanName, null, name.Value),
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: { Length: 1 } index } element } set when TagTarget.IsTags(element.Property.ContainingType) =>
            TagTarget.OfElement(set, element.Instance) is not TagSink.None and var sink ? new(sink, index[0].Value, set.Value) : null,
        _ => null,
    };

    /// <summary>The value without the conversions around it.</summary>
    public static IOperation Plain(IOperation value) => value is IConversionOperation conversion ? Plain(conversion.Operand) : value;

    private static WrittenTag? OfCall(IInvocationOperation call)
    {
        var (method, type) = (call.TargetMethod, MetadataNames.FullName(call.TargetMethod.ContainingType));
        if (Setters.Contains(method.Name) && call.Arguments.Length >= 2 && Spans.Contains(type))
        {
            return new(TagSink.SpanAttribute, Argument(call.Arguments, 0), Argument(call.Arguments, 1)) { IsOfEnricher = type == Enricher };
        }

        if (Starters.Contains(method.Name)
            && Sources.Contains(type)
            && call.Arguments.FirstOrDefault(static argument => argument.Parameter is { Name: "name", Type.SpecialType: SpecialType.System_String }) is { } name)
        {
            return new(TagSink.SpanName, null, name.Value);
        }

        return method is { Name: "Add" or "TryAdd", Parameters.Length: 2 } && TagTarget.IsTags(method.ContainingType) ? To(TagTarget.OfElement(call, call.Instance), call.Arguments) : null;
    }

    private static WrittenTag? To(TagSink sink, ImmutableArray<IArgumentOperation> pair) => sink == TagSink.None ? null : new(sink, Argument(pair, 0), Argument(pair, 1));

    // The name of an attribute is a text, a constant, or made of these.
    private static bool MayBeName(ExpressionSyntax name) => name is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression }
        or IdentifierNameSyntax
        or MemberAccessExpressionSyntax
        or InterpolatedStringExpressionSyntax
        or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.CoalesceExpression }
        or ConditionalExpressionSyntax
        or SwitchExpressionSyntax
        or ParenthesizedExpressionSyntax;

    private static IOperation Argument(ImmutableArray<IArgumentOperation> arguments, int ordinal) =>
        (arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal) ?? arguments[ordinal]).Value;

    private static string? Text(IOperation operation) => Plain(operation).ConstantValue is { HasValue: true, Value: string text } ? text : null;

    private static IEnumerable<IOperation> Choices(IOperation value, int depth) =>
        depth <= MaxDepth && Alternatives(Plain(value)) is { } all ? all.SelectMany(one => Choices(one.Value, depth + one.Depth)) : [Plain(value)];

    /// <summary>What a value is one of, and how much deeper that is; <see langword="null"/> for a value that is no choice and no local with one value.</summary>
    private static IEnumerable<(IOperation Value, int Depth)>? Alternatives(IOperation value) => value switch
    {
        { ConstantValue.HasValue: true } => null,
        IConditionalOperation { WhenFalse: { } other } choice => [(choice.WhenTrue, 1), (other, 1)],
        ICoalesceOperation choice => [(choice.Value, 1), (choice.WhenNull, 1)],
        ISwitchExpressionOperation choice => choice.Arms.Select(static arm => (arm.Value, 1)),
        ILocalReferenceOperation local when LocalWrites.OnlyOf(local) is { } only => [(only.Value, DepthOfLocal)],
        _ => null,
    };

    private static IEnumerable<string> Patterns(IOperation name, int depth) => depth > MaxDepth ? [Placeholder]
        : Alternatives(Plain(name)) is { } all ? all.SelectMany(one => Patterns(one.Value, depth + one.Depth))
        : Plain(name) switch
        {
            { ConstantValue: { HasValue: true, Value: var value } } => [Convert.ToString(value, CultureInfo.InvariantCulture)],
            IInterpolatedStringOperation text => text.Parts.Aggregate((IReadOnlyList<string>)[""], (starts, part) => Join(starts, part switch
            {
                IInterpolatedStringTextOperation constant => Patterns(constant.Text, depth + 1),
                IInterpolationOperation inserted => Patterns(inserted.Expression, depth + 1),
                _ => [Placeholder],
            })),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } joined =>
                Join([.. Patterns(joined.LeftOperand, depth + 1)], Patterns(joined.RightOperand, depth + 1)),
            _ => [Placeholder],
        };

    private static IReadOnlyList<string> Join(IReadOnlyList<string> starts, IEnumerable<string> ends)
    {
        var all = ends.Take(MaxNames).ToList();
        return [.. starts.SelectMany(start => all.Select(end => start + end)).Take(MaxNames)];
    }
}
