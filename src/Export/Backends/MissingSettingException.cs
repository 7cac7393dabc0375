namespace TracedLlm.Export;

/// <summary>A backend cannot be sent to without a setting that nobody has made; the message says which.</summary>
internal sealed class MissingSettingException(string message) : InvalidOperationException(message);
