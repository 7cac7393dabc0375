using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace TracedLlm.Testing.Backends;

/// <summary>Authenticates a request: Basic authentication with the keys of a project.</summary>
internal sealed class LangfuseAccess(IReadOnlyCollection<LangfuseProject> projects)
{
    public bool Allows(string authorization, [NotNullWhen(true)] out LangfuseProject? project, out int status, out string message)
    {
        project = null;
        (status, message) = (401, "No authorization header");
        if (authorization.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            // With only a public key a client may write scores.
            var known = projects.Any(one => one.PublicKey == authorization["Bearer ".Length..]);
            (status, message) = known ? (403, "Access denied: scope scores") : (401, "Invalid public key");
            return false;
        }

        if (!authorization.StartsWith("Basic ", StringComparison.Ordinal))
        {
            return false;
        }

        message = "Invalid credentials. Confirm that you've configured the correct host.";
        if (Decode(authorization["Basic ".Length..]) is not [var publicKey, var secretKey])
        {
            return false;
        }

        project = projects.FirstOrDefault(one => one.PublicKey == publicKey && one.SecretKey == secretKey);
        if (project is not { IsOrganisation: true })
        {
            return project is not null;
        }

        (status, message) = (403, "Access denied: organization key");
        return false;
    }

    private static string[] Decode(string base64)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64)).Split(':', 2);
        }
        catch (FormatException)
        {
            return [];
        }
    }
}
