namespace TracedLlm.Viewer.Web;

/// <summary>A file of the page.</summary>
internal sealed record ViewerAsset(string ContentType, byte[] Bytes);
