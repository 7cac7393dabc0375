namespace TracedLlm.Analyzers.FailurePath;

/// <summary>How an exception that leaves a route comes to the code that handles it.</summary>
internal enum FailureEntryKind
{
    /// <summary>In a parameter, or in a property of one: <c>TryHandleAsync(http, exception)</c>, <c>context.Exception</c>.</summary>
    Given,

    /// <summary>Thrown by the rest of the pipeline: <c>try { await next(http); } catch …</c>.</summary>
    Thrown,
}
