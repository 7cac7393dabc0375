namespace TracedLlm.Exporting;

/// <summary>
/// A service that names the request fields to keep until the request has ended. An application has at most one such service.
/// </summary>
internal interface IKeptRequestFields
{
    /// <summary>The names of the fields in the body and in the gateway's metadata.</summary>
    IReadOnlyCollection<string> Names { get; }
}
