namespace TracedLlm.Exporting;

/// <summary>The recorded requests of an application that have not ended.</summary>
internal interface IOpenRequests
{
    /// <summary>Ends the requests that are left, so that their spans are exported: at the end of the application.</summary>
    void EndAll();
}
