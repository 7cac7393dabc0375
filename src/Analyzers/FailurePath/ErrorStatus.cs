using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Recognises an error status. Other numbers from 400 to 599 are not statuses.</summary>
internal static class ErrorStatus
{
    public const int First = 400;
    private const int Last = 599;

    private static readonly string[] Names = ["status", "code", "error"];

    public static bool Is(IOperation operation) =>
        operation.ConstantValue is { HasValue: true, Value: int and >= First and <= Last }
        && (operation is IFieldReferenceOperation { Field.ContainingType.Name: "StatusCodes" or "HttpStatusCode" } || IsStatus(operation));

    // The name of the parameter or property shows that a number is a status. A returned number has no such name.
    private static bool IsStatus(IOperation number) => number.Parent switch
    {
        IArgumentOperation { Parent: IInvocationOperation, Parameter: { } parameter } => IsNamed(parameter.Name),
        IArgumentOperation => true,
        IAssignmentOperation { Target: var target } => target switch
        {
            IMemberReferenceOperation member => IsNamed(member.Member.Name),
            ILocalReferenceOperation local => IsNamed(local.Local.Name),
            _ => true,
        },
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => IsNamed(declarator.Symbol.Name),
        IReturnOperation or ITupleOperation or ISwitchExpressionArmOperation => true,
        IConversionOperation or IParenthesizedOperation or IConditionalOperation or ICoalesceOperation => IsStatus(number.Parent),
        _ => false,
    };

    private static bool IsNamed(string name) => Names.Any(part => name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0);
}
