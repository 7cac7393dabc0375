namespace TracedLlm.Analyzers.FailurePath;

/// <summary>A failure log that receives the exceptions that leave the routes.</summary>
/// <param name="Entry">The function that receives them.</param>
/// <param name="Name">The name of the log in messages: of the function, or of the marked method that it calls.</param>
/// <param name="IsItself">Whether the function itself is the log, and not a method that it calls.</param>
/// <param name="IsMarked">Whether an attribute says that it is one.</param>
internal sealed record OuterLog(FailureEntry Entry, string Name, bool IsItself, bool IsMarked);
