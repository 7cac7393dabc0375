namespace TracedLlm.Samples.Gateway;

/// <summary>The gateway cannot write a form to its temporary folder.</summary>
internal sealed class FormStorageException(Exception inner)
    : GatewayException(StatusCodes.Status500InternalServerError, "The gateway cannot store the form: its temporary folder is full, missing or read-only.", inner);
