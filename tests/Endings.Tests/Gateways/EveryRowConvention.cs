using Microsoft.AspNetCore.Mvc.ActionConstraints;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Routing;
using TracedLlm.Endings.Tests.Endings;
using TracedLlm.Endings.Tests.Routes;

namespace TracedLlm.Endings.Tests.Gateways;

/// <summary>Maps the action of <see cref="EveryRowController"/> to every row of the table.</summary>
internal sealed class EveryRowConvention : IActionModelConvention
{
    public void Apply(ActionModel action)
    {
        var original = action.Selectors.Single();
        action.Controller.Selectors.Clear();
        action.Selectors.Clear();
        foreach (var row in GatewayRow.All)
        {
            var selector = new SelectorModel { AttributeRouteModel = new() { Template = Exchange.Prefix(RouteForm.ExceptionFilter) + row.Template } };
            selector.ActionConstraints.Add(new HttpMethodActionConstraint([row.Facts.Method]));
            selector.EndpointMetadata.Add(new HttpMethodMetadata([row.Facts.Method]));
            foreach (var metadata in original.EndpointMetadata.Where(metadata => metadata is not IHttpMethodMetadata))
            {
                selector.EndpointMetadata.Add(metadata);
            }

            action.Selectors.Add(selector);
        }
    }
}
