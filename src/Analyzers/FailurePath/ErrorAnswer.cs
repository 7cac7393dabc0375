using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Recognises an operation that answers with an error.</summary>
internal static class ErrorAnswer
{
    // The methods of Results, TypedResults and controllers whose answer is always an error.
    private static readonly HashSet<string> Results =
    [
        "BadRequest", "Conflict", "Forbid", "InternalServerError", "NotFound", "Problem", "Unauthorized", "UnprocessableEntity", "ValidationProblem", "Challenge",
    ];

    private static readonly string[] Events = ["event: error", "event:error", "\"error\""];

    /// <summary>Whether an operation of a catch clause answers with an error, whatever the status is that it takes from elsewhere.</summary>
    public static bool Is(IOperation operation, FailurePathCode code) => operation switch
    {
        IPropertyReferenceOperation { Property: { Name: "StatusCode", ContainingType.Name: "HttpResponse" } } => true,
        IInvocationOperation { TargetMethod: { Name: not "Ok", ContainingType.Name: "Results" or "TypedResults" or "ControllerBase" } } => true,
        _ => FailureWords.Says(operation) || IsCertain(operation, code),
    };

    /// <summary>Whether an operation answers with an error after a success too.</summary>
    public static bool IsCertain(IOperation operation, FailurePathCode code) => operation switch
    {
        IThrowOperation => true,
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "StatusCode", ContainingType.Name: "HttpResponse" } }, Value.ConstantValue: { HasValue: true, Value: int status } } => status >= ErrorStatus.First,
        IInvocationOperation { TargetMethod: { ContainingType.Name: "Results" or "TypedResults" or "ControllerBase", Name: var name } } => Results.Contains(name),
        IInvocationOperation { TargetMethod: { Name: "Abort", ContainingType: var type } } => GatewaySymbols.Same(type, code.Traced.Symbols.HttpContext),
        IInvocationOperation { TargetMethod: { Name: "Blocked", ContainingType: var type } } => GatewaySymbols.Same(type, code.Symbols.GuardrailOutcome),
        IPropertyReferenceOperation { Property.Name: "error", Instance.Type.IsAnonymousType: true } => true,
        ILiteralOperation { ConstantValue.Value: string text } => IsEvent(text),
        IUtf8StringOperation { Value: var text } => IsEvent(text),
        _ => ErrorStatus.Is(operation),
    };

    // A stream has sent its status already; its last event says the error.
    private static bool IsEvent(string text) => Events.Any(one => text.IndexOf(one, StringComparison.Ordinal) >= 0);
}
