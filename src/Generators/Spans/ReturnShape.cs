namespace TracedLlm.Generators.Spans;

/// <summary>How a traced method returns, which decides how its span ends.</summary>
internal enum ReturnShape
{
    /// <summary>Nothing: the span ends with the method.</summary>
    Void,

    /// <summary>A value: the span ends with the method.</summary>
    Value,

    /// <summary><c>Task</c> or <c>Task&lt;T&gt;</c>: the span ends with the task.</summary>
    Task,

    /// <summary><c>ValueTask</c> or <c>ValueTask&lt;T&gt;</c>: the span ends with the task.</summary>
    ValueTask,

    /// <summary><c>HttpResponseMessage</c>: the span ends with its content.</summary>
    Response,

    /// <summary><c>IAsyncEnumerable&lt;T&gt;</c> or <c>IEnumerable&lt;T&gt;</c>: the span ends with the enumeration.</summary>
    Sequence,
}
