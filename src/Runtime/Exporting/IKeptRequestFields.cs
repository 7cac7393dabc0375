namespace TracedLlm.Exporting;

/// <summary>A service that names the fields of requests that are kept until a request has ended. There is at most one.</summary>
internal interface IKeptRequestFields
{
    /// <summary>The names of the fields, of the body and of the gateway's metadata.</summary>
    IReadOnlyCollection<string> Names { get; }
}
