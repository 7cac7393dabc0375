using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Privacy;

/// <summary>Recognises code that takes a part of a text, and says how much of the text it keeps.</summary>
internal static class TextSlice
{
    // The last four characters of a key are what providers and payment cards show of it.
    private const int MaxShown = 4;

    /// <summary>The text of which an operation takes a part; <see langword="null"/> if it takes none, or only as many characters as a masked text shows.</summary>
    public static IOperation? SourceOf(IOperation operation) => operation switch
    {
        IImplicitIndexerReferenceOperation { Instance: { } text, Argument: var range } => IsRevealing(Kept(range)) ? text : null,
        IInvocationOperation { TargetMethod.Name: "Substring" or "AsSpan" or "AsMemory" or "Slice" } call => IsRevealing(KeptBy(call)) ? Receiver(call) : null,
        IInvocationOperation { TargetMethod.Name: "Remove", Instance: { } text } call => call.Arguments.Length > 1 || IsRevealing(ConstantOf(call.Arguments[0].Value)) ? text : null,
        _ => null,
    };

    /// <summary>Whether an operation takes a part of a text.</summary>
    public static bool Is(IOperation operation) =>
        operation is IImplicitIndexerReferenceOperation
        || operation is IInvocationOperation { TargetMethod: { Name: "Substring" or "AsSpan" or "AsMemory" or "Slice" or "Remove", ContainingNamespace.Name: "System" } };

    private static bool IsRevealing(int? kept) => kept > MaxShown;

    private static IOperation? Receiver(IInvocationOperation call) => call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);

    /// <summary>The number of characters that a range keeps, <see cref="int.MaxValue"/> for the rest of the text; <see langword="null"/> if the code does not show it.</summary>
    private static int? Kept(IOperation? range) => range switch
    {
        IConversionOperation conversion => Kept(conversion.Operand),
        IRangeOperation { LeftOperand: null, RightOperand: { } end } => FromStart(end) ?? (FromEnd(end) is not null ? int.MaxValue : null),
        IRangeOperation { LeftOperand: { } start, RightOperand: null } => FromEnd(start) ?? int.MaxValue,
        IRangeOperation { LeftOperand: null, RightOperand: null } => int.MaxValue,
        IRangeOperation { LeftOperand: { } start, RightOperand: { } end } => FromStart(end) is { } last ? last - (FromStart(start) ?? 0) : FromEnd(start) is { } first && FromEnd(end) is { } left ? first - left : FromEnd(end) is not null ? int.MaxValue : null,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } => 1,
        _ => null,
    };

    private static int? KeptBy(IInvocationOperation call)
    {
        var arguments = call.Arguments.Skip(call.Instance is null ? 1 : 0).Where(static argument => !argument.IsImplicit).Select(static argument => argument.Value).ToList();
        return arguments.Count switch
        {
            0 => int.MaxValue,
            1 when arguments[0].Type?.Name == "Range" => Kept(arguments[0]),
            1 => FromEndOfLength(arguments[0]) ?? int.MaxValue,
            _ => ConstantOf(arguments[1]),
        };
    }

    // key.Substring(key.Length - 4)
    private static int? FromEndOfLength(IOperation start) =>
        start is IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract, LeftOperand: IPropertyReferenceOperation { Property.Name: "Length" }, RightOperand: var left } ? ConstantOf(left) : null;

    private static int? FromStart(IOperation index) => index is IConversionOperation conversion ? FromStart(conversion.Operand) : index is IUnaryOperation ? null : ConstantOf(index);

    private static int? FromEnd(IOperation index) => index switch
    {
        IConversionOperation conversion => FromEnd(conversion.Operand),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat, Operand: var operand } => ConstantOf(operand),
        IBinaryOperation => FromEndOfLength(index),
        _ => null,
    };

    /// <summary>A constant, or the constant of <c>Math.Min</c>.</summary>
    private static int? ConstantOf(IOperation value) => value switch
    {
        { ConstantValue: { HasValue: true, Value: int constant } } => constant,
        IConversionOperation conversion => ConstantOf(conversion.Operand),
        IInvocationOperation { TargetMethod: { Name: "Min", ContainingType.Name: "Math" } } call => call.Arguments.Select(static argument => ConstantOf(argument.Value)).FirstOrDefault(static constant => constant is not null),
        _ => null,
    };
}
