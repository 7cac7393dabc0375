using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Recognises a value whose name says that something failed: <c>Result.Fail(…)</c>, <c>Health.Unavailable</c>, <c>new ErrorReply()</c>.</summary>
internal static class FailureWords
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "Fail", "Failed", "Failure", "Faulted", "Error", "Errored", "Unhealthy", "Degraded", "Unavailable", "Unreachable", "Offline", "Down", "Broken",
        "Invalid", "Denied", "Deny", "Rejected", "Reject", "Refused", "Refuse", "Timeout", "Blocked", "Block",
    };

    public static bool Says(IOperation value) => value switch
    {
        IInvocationOperation { TargetMethod: { IsStatic: true, IsExtensionMethod: false, ReturnsVoid: false } made } => Contains(made.Name),
        IMemberReferenceOperation { Instance: null, Member: IFieldSymbol or IPropertySymbol } named => Contains(named.Member.Name),
        IObjectCreationOperation { Type: { } type } => Contains(type.Name),
        _ => false,
    };

    private static bool Contains(string name) => NameWords.Split(name).Any(Words.Contains);
}
