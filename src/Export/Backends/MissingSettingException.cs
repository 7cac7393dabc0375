namespace TracedLlm.Export.Backends;

/// <summary>A backend needs a setting that has no value; the message names the setting.</summary>
internal sealed class MissingSettingException(string message) : InvalidOperationException(message);
